import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject, parseGroupVersion } from "@flux-ts/base";
import { invalid } from "@flux-ts/kube-schema";
import { formatTime } from "../clock.ts";
import type { Registry } from "../registry/registry.ts";
import { keyOf, readObject } from "../registry/registry.ts";
import { readBody } from "../request/body.ts";
import type { ResourceContext } from "../request/context.ts";
import type { Reply } from "../request/reply.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { badRequest, conflict, notFound } from "../status/errors.ts";
import { invalidObject } from "../status/invalid.ts";
import type { BoundKind, ServiceAccountTokens, TokenTerms } from "./service-accounts.ts";
import { issuer } from "./service-accounts.ts";

const apiVersion = "authentication.k8s.io/v1";
const hourSeconds = 3600;

/** Issues a token of a service account, for an hour unless the request says otherwise. */
export function requestToken(registry: Registry, context: ResourceContext, tokens: ServiceAccountTokens): Reply {
  const { served, namespace, name } = context;
  const { fieldManager } = parseWriteOptions(context.call, "CreateOptions");
  const account = readObject(registry, served, keyOf(namespace, name));
  if (account === undefined) throw notFound({ group: "", resource: "serviceaccounts" }, name);
  const wanted = specOfBody(context);
  const { expirationSeconds = hourSeconds, boundObjectRef = null } = wanted;
  const audiences = audiencesOf(wanted);
  checkLifetime(expirationSeconds);
  const bound = isJsonObject(boundObjectRef) ? boundTo(registry, account, boundObjectRef) : undefined;
  const now = registry.clock.now();
  const expiresAt = now + Number(expirationSeconds) * 1000;
  const owned = Object.keys({ ...wanted, expirationSeconds }).map((field) => [`f:${field}`, {}] as const);
  const ownership = {
    manager: fieldManager,
    operation: "Update",
    apiVersion,
    time: formatTime(now),
    fieldsType: "FieldsV1",
    fieldsV1: { "f:spec": Object.fromEntries(owned) },
    subresource: "token",
  };
  const { uid = "" } = account.metadata;
  const body: JsonObject = {
    kind: "TokenRequest",
    apiVersion,
    metadata: { name, namespace, uid, creationTimestamp: formatTime(now), managedFields: [ownership] },
    spec: { audiences, expirationSeconds, boundObjectRef },
    status: {
      token: tokens.issue(account, { audiences, expiresAt, ...(bound && { bound }) }),
      expirationTimestamp: formatTime(expiresAt),
    },
  };
  return { kind: "value", status: 201, headers: {}, body };
}

function specOfBody({ call, notes }: ResourceContext): JsonObject {
  const body = readBody(call);
  if (!body.ok || !isJsonObject(body.value)) throw badRequest("the body of the request is no TokenRequest");
  notes.requested(body.value);
  const { spec } = body.value;
  return isJsonObject(spec) ? spec : {};
}

function audiencesOf({ audiences }: JsonObject): readonly string[] {
  const given = Array.isArray(audiences) ? (audiences as readonly JsonValue[]) : [];
  const texts = given.filter((audience) => typeof audience === "string");
  return texts.length > 0 ? texts : [issuer];
}

/** @throws StatusError (422) */
function checkLifetime(seconds: JsonValue): void {
  const value = Number(seconds);
  const why =
    value < 600
      ? "may not specify a duration less than 10 minutes"
      : value > 2 ** 32
        ? "may not specify a duration larger than 2^32 seconds"
        : undefined;
  if (why === undefined) return;
  const subject = { group: "authentication.k8s.io", resource: "TokenRequest" };
  throw invalidObject(subject, "", [invalid("spec.expirationSeconds", seconds, why)]);
}

const boundKinds: { readonly [kind: string]: BoundKind } = { Pod: "pod", Secret: "secret", Node: "node" };

/**
 * What a token is bound to.
 *
 * @throws StatusError (400, 404, 409) when that cannot be.
 */
function boundTo(registry: Registry, account: KubeObject, reference: JsonObject): TokenTerms["bound"] {
  const { apiVersion: given = "", kind = "", name = "", uid = "" } = reference as { readonly [key: string]: string };
  const { group, version } = parseGroupVersion(given);
  const bound = group === "" ? boundKinds[kind] : undefined;
  if (bound === undefined) throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  const { namespace = "", name: accountName } = account.metadata;
  const found = registry.store.get(`/${bound}s`, bound === "node" ? name : `${namespace}/${name}`)?.object;
  if (found === undefined) throw notFound({ group: "", resource: `${bound}s` }, name);
  if (uid !== "" && uid !== found.metadata.uid) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: "", resource: kind }, name, why);
  }
  if (bound !== "pod") return { kind: bound, object: found };
  const { serviceAccountName = "", nodeName = "" } = found["spec"] as { readonly [key: string]: string };
  if (serviceAccountName !== accountName) {
    const why = "to pod running with different serviceaccount name.";
    throw badRequest(`cannot bind token for serviceaccount "${accountName}" ${why}`);
  }
  return { kind: bound, object: found, node: registry.store.get("/nodes", nodeName)?.object };
}
