import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { formatTime } from "../clock.ts";
import type { Registry } from "../registry/registry.ts";
import { keyOf, readObject } from "../registry/registry.ts";
import { readBody } from "../request/body.ts";
import type { ResourceContext } from "../request/context.ts";
import type { Reply } from "../request/reply.ts";
import type { User } from "../request/user.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { badRequest, notFound } from "../status/errors.ts";
import { specOf, userInfo } from "./question.ts";
import type { ServiceAccountTokens } from "./service-accounts.ts";
import { defaultAudience } from "./service-accounts.ts";

/** Says whose token it is. */
export function reviewToken(question: KubeObject, userOf: (token: string) => User | undefined): JsonObject {
  const { token, audiences } = specOf(question);
  const user = typeof token === "string" ? userOf(token) : undefined;
  const asked = Array.isArray(audiences) && audiences.length > 0 ? audiences : [defaultAudience];
  const status = user
    ? { authenticated: true, user: userInfo(user), audiences: asked }
    : { user: {}, error: "[invalid bearer token, unknown]" };
  return { ...question, status };
}

const apiVersion = "authentication.k8s.io/v1";
const hourSeconds = 3600;

/** Issues a token of a service account, for an hour unless the request says otherwise. */
export function requestToken(registry: Registry, context: ResourceContext, tokens: ServiceAccountTokens): Reply {
  const { served, namespace, name } = context;
  const { fieldManager } = parseWriteOptions(context.call, "CreateOptions");
  const account = readObject(registry, served, keyOf(namespace, name));
  if (account === undefined) throw notFound({ group: "", resource: "serviceaccounts" }, name);
  const wanted = specOfBody(context);
  const { expirationSeconds = hourSeconds, audiences = [defaultAudience], boundObjectRef = null } = wanted;
  const now = registry.clock.now();
  const expiresAt = now + Number(expirationSeconds) * 1000;
  const owned = Object.keys({ ...wanted, expirationSeconds }).map((field) => [`f:${field}`, {}] as const);
  const body: JsonObject = {
    kind: "TokenRequest",
    apiVersion,
    metadata: {
      name,
      namespace,
      uid: account.metadata.uid ?? "",
      creationTimestamp: formatTime(now),
      managedFields: [
        {
          manager: fieldManager,
          operation: "Update",
          apiVersion,
          time: formatTime(now),
          fieldsType: "FieldsV1",
          fieldsV1: { "f:spec": Object.fromEntries(owned) },
          subresource: "token",
        },
      ],
    },
    spec: { audiences, expirationSeconds, boundObjectRef },
    status: {
      token: tokens.issue(account, audiences as readonly string[], expiresAt),
      expirationTimestamp: formatTime(expiresAt),
    },
  };
  return { kind: "value", status: 201, headers: {}, body };
}

function specOfBody({ call }: ResourceContext): JsonObject {
  const body = readBody(call);
  if (!body.ok || !isJsonObject(body.value)) throw badRequest("the body of the request is no TokenRequest");
  const { spec } = body.value;
  return isJsonObject(spec) ? spec : {};
}
