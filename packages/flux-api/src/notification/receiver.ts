import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { list, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { conditions, duration, handledRequest, localReference, observedGeneration, suspend } from "../shared/meta.ts";
import { objectReferenceFields } from "./object-reference.ts";

const type = oneOf(
  [
    "generic",
    "generic-hmac",
    "generic-oidc",
    "github",
    "gitlab",
    "bitbucket",
    "harbor",
    "dockerhub",
    "quay",
    "gcr",
    "nexus",
    "acr",
    "cdevents",
  ],
  { description: "The sender, which decides how requests are verified." },
);
export type ReceiverType = Infer<typeof type>;

const resource = object({
  ...objectReferenceFields,
  filter: optional(string({ description: "CEL expression over `res` and `req` that must be true, too." })),
});
export type ReceiverResource = Infer<typeof resource>;

const oidcProvider = object({
  issuerURL: string({ description: "Address of the issuer of the tokens.", pattern: "^https?://" }),
  audience: optional(string({ description: "Audience of the tokens. Defaults to notification-controller." })),
  variables: optional(
    list(object({ name: string(), expression: string({ description: "CEL expression over `claims` and `vars`." }) }), {
      description: "Variables for the validations, evaluated in order.",
    }),
  ),
  validations: list(
    object({
      expression: string({ description: "CEL expression over `claims` and `vars` that must be true." }),
      message: string({ description: "What is said when it is not." }),
    }),
    { description: "What a token must fulfil.", minItems: 1 },
  ),
});
export type OidcProvider = Infer<typeof oidcProvider>;

const spec = object(
  {
    type,
    events: optional(list(string(), { description: "Names of the events that are accepted; all when empty." })),
    resources: list(resource, { description: "The objects that are reconciled upon a request." }),
    resourceFilter: optional(string({ description: "CEL expression over `res` and `req` that selects the objects." })),
    secretRef: optional(localReference("Secret with the token that requests are verified with.")),
    oidcProviders: optional(
      list(oidcProvider, { description: "Issuers of tokens that are accepted.", keys: ["issuerURL"] }),
    ),
    interval: optional(duration("How often the token is read again.", { default: "10m" })),
    suspend: optional(suspend),
  },
  {
    rules: [
      {
        message: "generic-oidc receivers must define at least one oidcProvider",
        rule: "self.type != 'generic-oidc' || (has(self.oidcProviders) && size(self.oidcProviders) > 0)",
      },
      {
        message: "oidcProviders can only be set when type is generic-oidc",
        rule: "self.type == 'generic-oidc' || !has(self.oidcProviders) || size(self.oidcProviders) == 0",
      },
      {
        message: "secretRef cannot be set when type is generic-oidc",
        rule: "self.type != 'generic-oidc' || !has(self.secretRef)",
      },
      {
        message: "secretRef is required when type is not generic-oidc",
        rule: "self.type == 'generic-oidc' || has(self.secretRef)",
      },
    ],
  },
);
export type ReceiverSpec = Infer<typeof spec>;

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  webhookPath: optional(string({ description: "Path that requests are sent to." })),
  lastHandledReconcileAt: optional(handledRequest),
});
export type ReceiverStatus = Infer<typeof status>;

export type Receiver = ObjectOfKind<ReceiverSpec, ReceiverStatus>;

export const receiverKind: Kind<ReceiverSpec, ReceiverStatus> = {
  group: "notification.toolkit.fluxcd.io",
  kind: "Receiver",
  plural: "receivers",
  singular: "receiver",
  description: "A webhook that has objects reconciled.",
  categories: ["all", "fluxcd", "fluxcd-notifications"],
  version: {
    name: "v1",
    columns: [ageColumn, readyColumn, statusColumn],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
