/** Variable substitution as Flux does it. @module */
export { EnvsubstError } from "./errors.ts";
export type { EnvsubstErrorCode } from "./errors.ts";

export { substitute, substituteBytes } from "./substitute.ts";
export type { Lookup, SubstituteOptions } from "./substitute.ts";
