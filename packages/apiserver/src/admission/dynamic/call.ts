import type { JsonObject } from "@flux-ts/base";
import type { Registry } from "../../registry/registry.ts";
import type { Answer, WebhookReply } from "./review.ts";
import { readReply, reviewOf } from "./review.ts";
import * as texts from "./review-texts.ts";
import type { Webhook, WebhookClient, WebhookService } from "./webhook.ts";

/** A review that is to be sent. */
export interface WebhookCall {
  readonly url: string;
  /** Certificates in PEM; undefined for those of the system. */
  readonly ca: string | undefined;
  readonly timeoutMs: number;
  readonly review: JsonObject;
}

/** Sends reviews. It never rejects. */
export type CallWebhook = (call: WebhookCall) => Promise<WebhookReply>;

/** The URL of a Service, which ends before the path; undefined when there is no such Service. */
export type ServiceUrl = (service: WebhookService) => string | undefined;

export interface CallOptions {
  readonly registry: Registry;
  readonly callWebhook: CallWebhook;
  readonly serviceUrl: ServiceUrl;
}

interface Question {
  readonly webhook: Webhook;
  readonly request: JsonObject;
  /** Whether it may answer with a patch. */
  readonly mutating: boolean;
}

/** Sends a webhook the review of a request, and reads what it answers. */
export async function callWebhook(options: CallOptions, { webhook, request, mutating }: Question): Promise<Answer> {
  const { client, timeoutSeconds } = webhook;
  const uid = options.registry.newUid();
  const found = addressOf(client, options.serviceUrl, timeoutSeconds);
  if (!found.ok) return { kind: "failed", problem: `failed to call webhook: ${found.problem}` };
  const ca = client.caBundle === "" ? undefined : Buffer.from(client.caBundle, "base64").toString();
  if (ca !== undefined && !/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(ca)) {
    const why = "unable to load root certificates: unable to parse bytes as PEM block";
    return { kind: "failed", problem: `could not get REST client: ${why}` };
  }
  const review = reviewOf({ uid, ...request });
  const reply = await options.callWebhook({ url: found.url, ca, timeoutMs: timeoutSeconds * 1000, review });
  const told = reply.ok ? reply : { ok: false as const, problem: texts.post(found.shown, reply.problem) };
  return readReply(told, { uid, mutating });
}

type Address =
  | { readonly ok: true; readonly url: string; readonly shown: string }
  | { readonly ok: false; readonly problem: string };

function addressOf({ target }: WebhookClient, serviceUrl: ServiceUrl, timeoutSeconds: number): Address {
  const timeout = `timeout=${timeoutSeconds}s`;
  if ("url" in target) {
    const url = `${target.url}${target.url.includes("?") ? "&" : "?"}${timeout}`;
    return { ok: true, url, shown: url };
  }
  const { namespace, name, path, port } = target.service;
  const rest = `${path.startsWith("/") || path === "" ? path : `/${path}`}?${timeout}`;
  const shown = `https://${name}.${namespace}.svc:${port}${rest}`;
  const base = serviceUrl(target.service);
  if (base !== undefined) return { ok: true, url: `${base.replace(/\/$/, "")}${rest}`, shown };
  return { ok: false, problem: texts.post(shown, `service "${name}" not found`) };
}
