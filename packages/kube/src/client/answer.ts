import { isJsonObject, type JsonObject, type JsonValue } from "@flux-ts/base";
import { ApiError, type Status, type StatusDetails } from "../errors.ts";
import { genericStatus } from "../texts.ts";
import type { ApiHeaders, ApiResponse } from "../transport.ts";

const maxQuotedBody = 200;

/** The error that an answer with a failure code is. */
export function errorOf({ status, headers, body }: ApiResponse): ApiError {
  const seconds = retryAfterSeconds(headers);
  const retryAfterMs = seconds === undefined ? undefined : seconds * 1000;
  if (isJsonObject(body) && body["kind"] === "Status") return errorOfStatus(body, { code: status, retryAfterMs });
  const generic = genericStatus(status);
  const message = typeof body === "string" ? `${generic.message}: ${quote(body)}` : generic.message;
  return new ApiError({ code: status, reason: generic.reason, message }, { retryAfterMs });
}

interface Circumstances {
  /** Taken where the Status names no code. */
  readonly code?: number;
  readonly retryAfterMs?: number | undefined;
}

/** The error that a Status object is, be it an answer or an event of a watch. */
export function errorOfStatus(body: JsonObject, { code = 500, retryAfterMs }: Circumstances = {}): ApiError {
  const details = isJsonObject(body["details"]) ? (body["details"] as StatusDetails) : undefined;
  const ownCode = typeof body["code"] === "number" && body["code"] > 0 ? body["code"] : code;
  const generic = genericStatus(ownCode);
  const status: Status = {
    code: ownCode,
    // Some failures have no reason: that is what other clients show, too.
    reason: textOr(body["reason"], ""),
    message: textOr(body["message"], generic.message),
    ...(details && { details }),
  };
  const seconds = details?.retryAfterSeconds;
  return new ApiError(status, { retryAfterMs: retryAfterMs ?? (seconds ? seconds * 1000 : undefined) });
}

/** The texts of `Warning: 299 - "text"` headers. */
export function warningsOf(headers: ApiHeaders): readonly string[] {
  const values = headers["warning"];
  if (values === undefined) return [];
  const text = typeof values === "string" ? values : values.join(", ");
  return [...text.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, quoted = ""]) => quoted.replace(/\\(.)/g, "$1"));
}

function retryAfterSeconds(headers: ApiHeaders): number | undefined {
  const value = String(headers["retry-after"] ?? "");
  return /^\d+$/.test(value) ? Number(value) : undefined;
}

function textOr(value: JsonValue | undefined, other: string): string {
  return typeof value === "string" && value !== "" ? value : other;
}

function quote(body: string): string {
  const text = body.trim();
  return text.length > maxQuotedBody ? `${text.slice(0, maxQuotedBody)}…` : text;
}
