import type { JsonObject, KubeObject } from "@flux-ts/base";
import { formatGroupVersion } from "@flux-ts/base";
import { userInfo } from "../../auth/question.ts";
import type { WriteTarget } from "../../registry/registry.ts";
import type { ResourceVersion, ServedResource } from "../../resources/resource.ts";
import type { AdmittedChange } from "../admission.ts";

export type Operation = "CREATE" | "UPDATE" | "DELETE";

/** A write as policies and webhooks see it. */
export interface Attributes extends AdmittedChange {
  readonly operation: Operation;
  readonly target: WriteTarget;
  /** As the request names it: empty when an object is made under a generated name. */
  readonly name: string;
  /** `CreateOptions` and so on, as the client sent them. */
  readonly options: JsonObject;
}

export function operationOf({ object, old }: AdmittedChange): Operation {
  if (object === undefined) return "DELETE";
  return old === undefined ? "CREATE" : "UPDATE";
}

/** The object in another version of its resource; itself when it is in that one. */
export function inVersion(object: KubeObject, from: ServedResource, to: ResourceVersion): KubeObject {
  return from.version === to ? object : to.type.fromStored(from.version.type.toStored(object));
}

/** The `request` of an AdmissionReview, without the objects; `version` is the one they are shown in. */
export function requestOf(attributes: Attributes, version: ResourceVersion): JsonObject {
  const { target, operation, name, options } = attributes;
  const { served, subresource, user, dryRun } = target;
  const { group, plural } = served.resource;
  const kindIn = ({ version: of, subresources }: ResourceVersion): JsonObject => {
    const own = { group, version: of, kind: served.resource.kind };
    return subresource === "" ? own : { ...(subresources.get(subresource)?.kind ?? own) };
  };
  const resourceIn = (of: ResourceVersion): JsonObject => ({ group, version: of.version, resource: plural });
  const through = subresource === "" ? {} : { subResource: subresource };
  const requested = subresource === "" ? {} : { requestSubResource: subresource };
  return {
    kind: kindIn(version),
    resource: resourceIn(version),
    ...through,
    requestKind: kindIn(served.version),
    requestResource: resourceIn(served.version),
    ...requested,
    ...(name !== "" && { name }),
    ...(namespaceOf(attributes) !== "" && { namespace: namespaceOf(attributes) }),
    operation,
    userInfo: userInfo(user),
    dryRun,
    options: { kind: optionKinds[operation], apiVersion: formatGroupVersion(metaGroup), ...options },
  };
}

const metaGroup = { group: "meta.k8s.io", version: "v1" };

const optionKinds: { readonly [O in Operation]: string } = {
  CREATE: "CreateOptions",
  UPDATE: "UpdateOptions",
  DELETE: "DeleteOptions",
};

/** The namespace a write is in; a namespace is in itself. */
export function namespaceOf({ target, name }: Attributes): string {
  return target.served.resource.table === "/namespaces" ? name : target.namespace;
}
