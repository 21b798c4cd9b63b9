import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid } from "@flux-ts/kube-schema";
import type { User } from "../request/user.ts";
import { invalidObject } from "../status/invalid.ts";
import type { AccessRequest, Authorizer } from "./authorizer.ts";
import { specOf } from "./question.ts";

/**
 * Says whether a user may do something: the asker, or whom the question names.
 *
 * @throws StatusError (422) when the question is not one.
 */
export function reviewAccess(authorizer: Authorizer, question: KubeObject, asker: User): JsonObject {
  const spec = specOf(question);
  const causes = checkSpec(question, spec);
  if (causes.length > 0) throw invalidObject({ group: "authorization.k8s.io", resource: "" }, "", causes);
  const user = question.kind === "SelfSubjectAccessReview" ? asker : namedUser(spec);
  const { allowed, reason } = authorizer.authorize(user, requestOf(spec));
  return { ...question, status: { allowed, ...(reason !== "" && { reason }) } };
}

function checkSpec({ kind, metadata }: KubeObject, spec: JsonObject): readonly FieldCause[] {
  const { resourceAttributes: resource, nonResourceAttributes: path, user, groups } = spec;
  const causes: FieldCause[] = [];
  if (isJsonObject(path) && isJsonObject(resource)) {
    const value = { Path: textOf(path["path"]), Verb: textOf(path["verb"]) };
    causes.push(
      invalid("spec.nonResourceAttributes", value, "cannot be specified in combination with resourceAttributes"),
    );
  }
  if (!isJsonObject(path) && !isJsonObject(resource)) {
    const why = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    causes.push(invalid("spec.resourceAttributes", null, why));
  }
  const hasGroups = Array.isArray(groups) && groups.length > 0;
  if (kind !== "SelfSubjectAccessReview" && textOf(user) === "" && !hasGroups) {
    causes.push(invalid("spec.user", "", "at least one of user or group must be specified"));
  }
  if (kind === "LocalSubjectAccessReview" && isJsonObject(resource)) {
    const namespace = textOf(resource["namespace"]);
    if (namespace !== metadata.namespace) {
      causes.push(invalid("spec.resourceAttributes.namespace", namespace, "must match metadata.namespace"));
    }
  }
  return causes;
}

function namedUser({ user, uid, groups, extra }: JsonObject): User {
  return {
    name: textOf(user),
    ...(typeof uid === "string" && { uid }),
    groups: Array.isArray(groups) ? (groups as readonly string[]) : [],
    ...(isJsonObject(extra) && { extra: extra as { readonly [key: string]: readonly string[] } }),
  };
}

function requestOf({ resourceAttributes, nonResourceAttributes }: JsonObject): AccessRequest {
  if (isJsonObject(resourceAttributes)) {
    const text = (field: string): string => textOf(resourceAttributes[field]);
    return {
      kind: "resource",
      verb: text("verb"),
      group: text("group"),
      version: text("version"),
      resource: text("resource"),
      subresource: text("subresource"),
      namespace: text("namespace"),
      name: text("name"),
    };
  }
  const path = isJsonObject(nonResourceAttributes) ? nonResourceAttributes : {};
  return { kind: "path", verb: textOf(path["verb"]), path: textOf(path["path"]) };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
