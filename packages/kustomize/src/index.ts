/** `kustomize build` as a pure library. @module */
export { build } from "./build.ts";
export type { BuildResult, BuiltObject } from "./build.ts";

export { emit } from "./emit/emit.ts";

export { KustomizeError } from "./errors.ts";
export type { KustomizeErrorCode, KustomizeErrorOptions } from "./errors.ts";

export type { InputClosure } from "./load/closure.ts";
export type { LoadRestriction } from "./load/loader.ts";
export type { RemoteFolder, RemoteLoader } from "./load/remote.ts";

export { fluxDefaults } from "./options.ts";
export type { BuildLimits, BuildOptions } from "./options.ts";

export type { ChartRenderer } from "./plugin/charts.ts";
export type { PluginOrigin } from "./resource/resource.ts";
