import type { Admission } from "./admission.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";

/** The plugins in the order they run. */
export const admissionPlugins: readonly Admission[] = [namespaceLifecycle];
