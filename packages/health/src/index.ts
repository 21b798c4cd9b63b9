/** Is a Kubernetes object ready: kstatus rules, pure. @module */
export { readinessOf } from "./readiness.ts";
export type { Readiness, ReadinessOptions, ReadinessStatus } from "./readiness.ts";
