/** Semantic versions and the constraint grammar that Flux and Helm accept. @module */
export { newest, parseConstraint, satisfies } from "./constraint.ts";
export type { Constraint } from "./constraint.ts";

export { SemverError } from "./errors.ts";

export type { Operator, Term } from "./term.ts";

export { compareVersions, formatVersion, parseStrictVersion, parseVersion } from "./version.ts";
export type { Version } from "./version.ts";
