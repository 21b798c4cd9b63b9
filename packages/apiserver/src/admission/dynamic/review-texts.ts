// The texts of upstream's webhooks.
import type { JsonValue } from "@flux-ts/base";

export function denied(webhook: string, why: string): string {
  const explained = why === "" ? " without explanation" : `: ${why}`;
  return `admission webhook "${webhook}" denied the request${explained}`;
}

export function failedCalling(webhook: string, problem: string): string {
  return `failed calling webhook "${webhook}": ${problem}`;
}

export const unreadable =
  "couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type " +
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

export function unknownConversion(apiVersion: string, kind: string): string {
  return `converting (${apiVersion.replace(/^.*\//, "")}.${kind}) to (v1.AdmissionReview): unknown conversion`;
}

interface HttpAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string;
}

export function httpProblem({ status, contentType = "", body }: HttpAnswer): string {
  if (status === 404) return "the server could not find the requested resource";
  if (status >= 500) {
    // Only texts are shown.
    const shown = contentType === "" || contentType.startsWith("text/") ? body.trim() : "unknown";
    return `an error on the server (${JSON.stringify(shown)}) has prevented the request from succeeding`;
  }
  return "the server rejected our request for an unknown reason";
}

export function post(url: string, problem: string): string {
  return `Post "${url}": ${problem}`;
}

/** The name of a kind of JSON value in Go's errors. */
export function jsonKindName(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value === "bigint" ? "number" : typeof value;
}
