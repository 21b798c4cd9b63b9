import type { Admission } from "./admission.ts";
import { limitRanger } from "./limit-ranger.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";
import { nodeTaints } from "./node-taints.ts";
import { runtimeClass } from "./runtime-class.ts";
import { podSecurity } from "./pod-security/pod-security.ts";
import { podScheduling } from "./pod-scheduling.ts";
import { podServiceAccount } from "./pod-service-account.ts";
import { resourceQuota } from "./quota.ts";
import { storageProtection } from "./storage-protection.ts";
import { keepSystemPriorities } from "./system-priorities.ts";

/** The plugins in the order they run. Quotas come last: what is refused for another reason is not charged to them. */
export const admissionPlugins: readonly Admission[] = [
  namespaceLifecycle,
  limitRanger,
  podServiceAccount,
  nodeTaints,
  runtimeClass,
  podScheduling,
  keepSystemPriorities,
  storageProtection,
  podSecurity,
  resourceQuota,
];
