import { ageColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { boolean, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { certSecretRef, proxySecretRef } from "../shared/access.ts";
import { duration, localReference, timeout } from "../shared/meta.ts";

const type = oneOf(
  [
    "slack",
    "discord",
    "msteams",
    "rocket",
    "generic",
    "generic-hmac",
    "github",
    "gitlab",
    "gitea",
    "giteapullrequestcomment",
    "bitbucketserver",
    "bitbucket",
    "azuredevops",
    "googlechat",
    "googlepubsub",
    "webex",
    "sentry",
    "azureeventhub",
    "telegram",
    "lark",
    "matrix",
    "opsgenie",
    "alertmanager",
    "grafana",
    "githubdispatch",
    "githubpullrequestcomment",
    "gitlabmergerequestcomment",
    "pagerduty",
    "datadog",
    "nats",
    "zulip",
    "otel",
  ],
  { description: "The service that the events are sent to." },
);
export type ProviderType = Infer<typeof type>;

const spec = object(
  {
    type,
    address: optional(
      string({ description: "Address of the service; the one in secretRef takes precedence.", maxLength: 2048 }),
    ),
    channel: optional(string({ description: "Channel, topic or room that is posted to.", maxLength: 2048 })),
    username: optional(string({ description: "Name under which is posted.", maxLength: 2048 })),
    secretRef: optional(localReference("Secret with address and credentials of the service.")),
    serviceAccountName: optional(string({ description: "ServiceAccount to authenticate with at a cloud provider." })),
    certSecretRef: optional(certSecretRef),
    proxySecretRef: optional(proxySecretRef),
    proxy: optional(
      string({ description: "Deprecated: use proxySecretRef.", maxLength: 2048, pattern: "^(http|https)://.*$" }),
    ),
    timeout: optional(timeout("Limit of sending an event. Defaults to 15s.")),
    interval: optional(duration("Deprecated: has no effect.")),
    commitStatusExpr: optional(
      string({ description: "CEL expression over `event`, `alert` and `provider`: the name of a commit status." }),
    ),
    suspend: optional(boolean({ description: "Sends no events." })),
  },
  {
    rules: [
      {
        message:
          "spec.commitStatusExpr is only supported for the 'github', 'gitlab', 'gitea', 'bitbucketserver', 'bitbucket', 'azuredevops' provider types",
        rule: "self.type == 'github' || self.type == 'gitlab' || self.type == 'gitea' || self.type == 'bitbucketserver' || self.type == 'bitbucket' || self.type == 'azuredevops' || !has(self.commitStatusExpr)",
      },
    ],
  },
);
export type ProviderSpec = Infer<typeof spec>;

export type Provider = ObjectOfKind<ProviderSpec>;

export const providerKind: Kind<ProviderSpec, never> = {
  group: "notification.toolkit.fluxcd.io",
  kind: "Provider",
  plural: "providers",
  singular: "provider",
  description: "A service that events are sent to.",
  categories: ["all", "fluxcd", "fluxcd-notifications"],
  version: { name: "v1beta3", columns: [ageColumn], spec },
};
