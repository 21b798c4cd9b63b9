/** Kubernetes' dialect of CEL: parse, check, cost, interpret. @module */
export { compileCel } from "./compile.ts";
export type { Compilation, CompileOptions, EvaluateOptions, Evaluation, EvaluationError, Program } from "./compile.ts";
export { formatIssues } from "./parse/source.ts";
export type { Issue, Location } from "./parse/source.ts";
export { formatType } from "./check/types.ts";
export type { CelType } from "./check/types.ts";
export { listOf, ListValue } from "./values/list.ts";
export { mapOf, MapValue } from "./values/map.ts";
export { equalValues } from "./values/equality.ts";
export { Duration, OptionalValue, Timestamp, TypeValue, Uint } from "./values/value.ts";
export type { Value } from "./values/value.ts";
