import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { objectsIn } from "../../resources/entries.ts";
import type { MatchRules } from "./match.ts";
import { readMatch } from "./match.ts";
import type { NamedExpression } from "./policy.ts";
import { compileConditions, textIn } from "./policy.ts";

/** One webhook of a configuration. */
export interface Webhook {
  /** Tells it from all others: the configuration and its place in it. */
  readonly id: string;
  /** The name of the configuration. */
  readonly configuration: string;
  readonly name: string;
  readonly match: MatchRules;
  readonly conditions: readonly NamedExpression[];
  readonly ignoresFailures: boolean;
  readonly timeoutSeconds: number;
  /** Whether it is called again when another one changed the object after it. */
  readonly reinvoked: boolean;
  readonly client: WebhookClient;
}

export interface WebhookClient {
  readonly target: { readonly url: string } | { readonly service: WebhookService };
  /** The certificates that are trusted, in base64; empty for those of the system. */
  readonly caBundle: string;
}

/** A Service that answers reviews. */
export interface WebhookService {
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly port: number;
}

const known = new WeakMap<KubeObject, readonly Webhook[]>();

/** The webhooks of a configuration, compiled once. */
export function webhooksOf(configuration: KubeObject): readonly Webhook[] {
  const found = known.get(configuration);
  if (found !== undefined) return found;
  const webhooks = objectsIn(configuration["webhooks"]).map((webhook, index) =>
    readWebhook(webhook, configuration.metadata.name, index),
  );
  known.set(configuration, webhooks);
  return webhooks;
}

function readWebhook(webhook: JsonObject, configuration: string, index: number): Webhook {
  const { timeoutSeconds } = webhook;
  return {
    id: `${configuration}/${index}`,
    configuration,
    name: textIn(webhook, "name"),
    match: readMatch(webhook, webhook["rules"]),
    conditions: compileConditions(objectsIn(webhook["matchConditions"]), false),
    ignoresFailures: webhook["failurePolicy"] === "Ignore",
    timeoutSeconds: typeof timeoutSeconds === "number" ? timeoutSeconds : 10,
    reinvoked: webhook["reinvocationPolicy"] === "IfNeeded",
    client: readClient(isJsonObject(webhook["clientConfig"]) ? webhook["clientConfig"] : {}),
  };
}

function readClient(config: JsonObject): WebhookClient {
  const { service } = config;
  const caBundle = textIn(config, "caBundle");
  if (!isJsonObject(service)) return { target: { url: textIn(config, "url") }, caBundle };
  const port = typeof service["port"] === "number" ? service["port"] : 443;
  const named = { namespace: textIn(service, "namespace"), name: textIn(service, "name") };
  return { target: { service: { ...named, path: textIn(service, "path"), port } }, caBundle };
}

/** Whether a configuration's objects are themselves never shown to policies and webhooks. */
export function isExempt(group: string, plural: string): boolean {
  return group === "admissionregistration.k8s.io" && exempt.includes(plural);
}

const exempt: readonly string[] = [
  "mutatingadmissionpolicies",
  "mutatingadmissionpolicybindings",
  "mutatingwebhookconfigurations",
  "validatingadmissionpolicies",
  "validatingadmissionpolicybindings",
  "validatingwebhookconfigurations",
];
