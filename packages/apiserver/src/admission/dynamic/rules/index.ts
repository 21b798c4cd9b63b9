import type { Rules } from "../../../resources/validation/rules.ts";
import { validatingBinding, validatingPolicy } from "./policy.ts";
import { webhookConfiguration } from "./webhooks.ts";

/** The rules of policies, bindings and webhooks, by their table. */
export const admissionRules: { readonly [table: string]: Rules } = {
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": { check: webhookConfiguration },
  "admissionregistration.k8s.io/validatingadmissionpolicies": { check: validatingPolicy },
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": { check: validatingBinding },
  "admissionregistration.k8s.io/validatingwebhookconfigurations": { check: webhookConfiguration },
};
