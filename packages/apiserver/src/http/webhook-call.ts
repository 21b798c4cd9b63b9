import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { stringifyJson } from "@flux-ts/base";
import type { CallWebhook, WebhookCall } from "../admission/dynamic/call.ts";
import type { WebhookReply } from "../admission/dynamic/review.ts";

/** What a webhook may answer at most. */
const longestReply = 3 * 1024 * 1024;

/** Sends reviews over HTTPS, as the API server does. It follows no redirections. */
export const callWebhook: CallWebhook = (call) =>
  new Promise((resolve) => {
    const fail = (problem: string): void => resolve({ ok: false, problem });
    try {
      send(call, resolve, fail);
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  });

function send({ url, ca, timeoutMs, review }: WebhookCall, reply: (reply: WebhookReply) => void, fail: Fail): void {
  const body = stringifyJson(review);
  const signal = AbortSignal.timeout(timeoutMs);
  const sent = request(
    url,
    {
      method: "POST",
      headers: {
        "user-agent": "kube-apiserver-admission",
        accept: "application/json, */*",
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      },
      signal,
      ...(ca !== undefined && { ca }),
    },
    (response) => read(response, reply, fail),
  );
  sent.on("error", (error) => fail(signal.aborted ? deadline : describe(error)));
  sent.end(body);
}

type Fail = (problem: string) => void;

const deadline = "context deadline exceeded";

function read(response: IncomingMessage, reply: (reply: WebhookReply) => void, fail: Fail): void {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > longestReply) response.destroy(new Error(`the answer is longer than ${longestReply} bytes`));
    else chunks.push(chunk);
  });
  response.on("error", (error) => fail(describe(error)));
  response.on("end", () => {
    const contentType = response.headers["content-type"] ?? "";
    reply({ ok: true, status: response.statusCode ?? 0, contentType, body: Buffer.concat(chunks).toString() });
  });
}

/** Errors of connections in Go's words, where they are common. */
function describe(
  error: Error & { readonly code?: string; readonly address?: string; readonly port?: number },
): string {
  if (error.name === "AbortError" || error.name === "TimeoutError") return deadline;
  const at = `${error.address ?? ""}:${error.port ?? ""}`;
  switch (error.code) {
    case "ECONNREFUSED":
      return `dial tcp ${at}: connect: connection refused`;
    case "ENOTFOUND":
      return `dial tcp: lookup ${(error as { readonly hostname?: string }).hostname ?? ""}: no such host`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    default:
      return error.message;
  }
}
