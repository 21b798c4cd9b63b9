/**
 * Texts that Kubernetes clients in Go give, and that end up in conditions, events and on terminals. @module
 */

/** There is no such kind: as the REST mapper says it, and in which other versions of its group there is one. */
export function noMatchText(kind: string, apiVersion: string, elsewhere: readonly string[]): string {
  const text = `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`;
  if (elsewhere.length === 0) return text;
  const versions = elsewhere.map((version) => JSON.stringify(version)).join(", ");
  return `${text}: the server has it in ${versions}`;
}

interface GenericReason {
  readonly reason: string;
  readonly text: string;
}

const genericReasons: { readonly [code: number]: GenericReason } = {
  400: { reason: "BadRequest", text: "the server rejected our request for an unknown reason" },
  401: { reason: "Unauthorized", text: "the server has asked for the client to provide credentials" },
  403: { reason: "Forbidden", text: "the server refused our request" },
  404: { reason: "NotFound", text: "the server could not find the requested resource" },
  405: { reason: "MethodNotAllowed", text: "the server does not allow this method on the requested resource" },
  406: {
    reason: "NotAcceptable",
    text: "the server was unable to respond with a content type that the client supports",
  },
  409: { reason: "Conflict", text: "the server reported a conflict" },
  410: { reason: "Gone", text: "the requested resource is gone" },
  413: { reason: "RequestEntityTooLarge", text: "the request is too large for the server" },
  415: { reason: "UnsupportedMediaType", text: "the server does not support the media type of the request" },
  422: { reason: "Invalid", text: "the server rejected our request due to an error in our request" },
  429: {
    reason: "TooManyRequests",
    text: "the server has received too many requests and has asked us to try again later",
  },
  503: { reason: "ServiceUnavailable", text: "the server is currently unable to handle the request" },
  504: {
    reason: "Timeout",
    text: "the server was unable to return a response in the time allotted, but may still be processing the request",
  },
};

/** Reason and message of an answer that carries no Status, by its HTTP code. */
export function genericStatus(code: number): { readonly reason: string; readonly message: string } {
  const known = genericReasons[code];
  if (known) return { reason: known.reason, message: known.text };
  if (code >= 500) {
    return { reason: "InternalError", message: "an error on the server has prevented the request from succeeding" };
  }
  return {
    reason: "",
    message: `the server responded with the status code ${code} but did not return more information`,
  };
}
