import type { Admission } from "./admission.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";
import { storageProtection } from "./storage-protection.ts";

/** The plugins in the order they run. */
export const admissionPlugins: readonly Admission[] = [namespaceLifecycle, storageProtection];
