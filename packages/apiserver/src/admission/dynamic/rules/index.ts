import type { Rules } from "../../../resources/validation/rules.ts";
import { mutatingBinding, mutatingPolicy } from "./mutating.ts";
import { validatingBinding, validatingPolicy } from "./validating.ts";
import { webhookConfiguration } from "./webhooks.ts";

/** The rules of policies, bindings and webhooks, by their table. */
export const admissionRules: { readonly [table: string]: Rules } = {
  "admissionregistration.k8s.io/mutatingadmissionpolicies": { check: mutatingPolicy },
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings": { check: mutatingBinding },
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": { check: webhookConfiguration },
  "admissionregistration.k8s.io/validatingadmissionpolicies": { check: validatingPolicy },
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": { check: validatingBinding },
  "admissionregistration.k8s.io/validatingwebhookconfigurations": { check: webhookConfiguration },
};
