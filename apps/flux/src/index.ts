/** The flux command line, as a library. @module */
export type { Writer } from "./output/printer.ts";

export type { GlobalValues } from "./program/global-flags.ts";

export { runFlux } from "./program/run.ts";
export type { Surroundings } from "./program/run.ts";
