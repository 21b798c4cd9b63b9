import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject, parseJson } from "@flux-ts/base";
import { jsonSyntaxError } from "../../request/go-json.ts";
import { textIn } from "./policy.ts";
import { jsonKindName } from "./review-texts.ts";
import * as texts from "./review-texts.ts";

/** What a webhook says beside whether it allows a write. */
interface Remarks {
  readonly warnings: readonly string[];
  /** What is to be noted in the audit log. */
  readonly auditAnnotations: { readonly [key: string]: string };
}

/** What a webhook answered. */
export type Answer =
  | (Remarks & { readonly kind: "allowed"; readonly patch: JsonArray | undefined })
  | (Remarks & { readonly kind: "denied"; readonly status: JsonObject })
  /** It could not be asked, or its answer is none; says why. */
  | { readonly kind: "failed"; readonly problem: string };

/** An HTTP answer, or why there is none. */
export type WebhookReply =
  | { readonly ok: true; readonly status: number; readonly contentType?: string; readonly body: string }
  | { readonly ok: false; readonly problem: string };

/** An AdmissionReview about a request that has its uid. */
export function reviewOf(request: JsonObject): JsonObject {
  return { kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1", request };
}

interface Expected {
  readonly uid: string;
  /** Whether there may be a patch. */
  readonly mutating: boolean;
}

/** Reads the answer to the review of a request. */
export function readReply(reply: WebhookReply, { uid, mutating }: Expected): Answer {
  if (!reply.ok) return called(reply.problem);
  if (reply.status < 200 || reply.status > 299) return called(texts.httpProblem(reply));
  const review = readBody(reply.body);
  if (review === undefined) return called(texts.unreadable);
  const [version, kind] = [textIn(review, "apiVersion"), textIn(review, "kind")];
  // What says no type is taken for what was asked for.
  const typed = kind !== "" || version !== "";
  if (typed && (kind !== "AdmissionReview" || version !== "admission.k8s.io/v1")) {
    return called(texts.unknownConversion(version, kind));
  }
  const { response } = review;
  if (!isJsonObject(response)) return invalid("webhook response was absent");
  const given = typeof response["uid"] === "string" ? response["uid"] : "";
  if (given !== uid) return invalid(`expected response.uid="${uid}", got "${given}"`);
  return readResponse(response, mutating);
}

function called(problem: string): Answer {
  return { kind: "failed", problem: `failed to call webhook: ${problem}` };
}

function invalid(why: string): Answer {
  return { kind: "failed", problem: `received invalid webhook response: ${why}` };
}

function readBody(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readResponse(response: JsonObject, mutating: boolean): Answer {
  const { allowed, patch, patchType, status, warnings, auditAnnotations } = response;
  const remarks: Remarks = {
    warnings: Array.isArray(warnings) ? (warnings as readonly string[]).filter(isSendable) : [],
    auditAnnotations: isJsonObject(auditAnnotations) ? (auditAnnotations as Remarks["auditAnnotations"]) : {},
  };
  const hasPatch = typeof patch === "string" && patch !== "";
  const hasType = typeof patchType === "string" && patchType !== "";
  if (!mutating && (hasPatch || hasType)) {
    return invalid(`validating webhook may not return response.${hasPatch ? "patch" : "patchType"}`);
  }
  if (hasPatch && !hasType) return invalid("webhook returned response.patch but not response.patchType");
  if (!hasPatch && hasType) return invalid("webhook returned response.patchType but not response.patch");
  if (allowed !== true) return { kind: "denied", ...remarks, status: isJsonObject(status) ? status : {} };
  if (!hasPatch) return { kind: "allowed", ...remarks, patch: undefined };
  if (patchType !== "JSONPatch") {
    return { kind: "failed", problem: `unsupported patch type ${JSON.stringify(patchType)}` };
  }
  const operations = readPatch(Buffer.from(patch, "base64").toString());
  if (typeof operations !== "string") return { kind: "allowed", ...remarks, patch: operations };
  return { kind: "failed", problem: `received undecodable patch in webhook response: ${operations}` };
}

/** Warnings become headers, which have one line. */
function isSendable(warning: JsonValue): warning is string {
  return typeof warning === "string" && warning !== "" && !/[\p{Cc}]/u.test(warning);
}

/** The operations of a patch, or what is wrong with them. */
function readPatch(text: string): JsonArray | string {
  const problem = jsonSyntaxError(text);
  if (problem !== undefined) return problem;
  const value = parseJson(text);
  if (Array.isArray(value)) return value as JsonArray;
  return `json: cannot unmarshal ${jsonKindName(value)} into Go value of type jsonpatch.Patch`;
}
