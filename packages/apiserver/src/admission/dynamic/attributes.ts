import type { JsonObject, KubeObject } from "@flux-ts/base";
import { formatGroupVersion } from "@flux-ts/base";
import { userInfo } from "../../auth/question.ts";
import { withoutField } from "../../registry/meta.ts";
import type { Registry, WriteTarget } from "../../registry/registry.ts";
import type { Projection } from "../../resources/projection.ts";
import type { ResourceVersion } from "../../resources/resource.ts";
import type { AdmittedChange } from "../admission.ts";

export type Operation = "CONNECT" | "CREATE" | "UPDATE" | "DELETE";

/** A write as policies and webhooks see it. */
export interface Attributes extends AdmittedChange {
  readonly operation: Operation;
  readonly target: WriteTarget;
  /** As the request names it: empty when an object is made under a generated name. */
  readonly name: string;
  /** What the objects are instead of those of the resource, such as a Scale. */
  readonly projection: Projection | undefined;
  /**
   * Whether the object is what was sent through a subresource, or opens a connection through it: of a kind of its own,
   * which is read by whoever carries the request out.
   */
  readonly sent: boolean;
  /** `CreateOptions` and so on, as the client sent them; connections have none. */
  readonly options: JsonObject | null;
}

export function operationOf({ object, old }: AdmittedChange): Operation {
  if (object === undefined) return "DELETE";
  return old === undefined ? "CREATE" : "UPDATE";
}

/** The object in another version of its resource; itself when it is in that one. */
export function inVersion(object: KubeObject, from: ResourceVersion, to: ResourceVersion): KubeObject {
  return from === to ? object : to.type.fromStored(from.type.toStored(object));
}

/** An object of a write as it is shown in a version. What is no object of the resource looks the same in all. */
export function shownIn(
  { projection, sent, operation, target }: Attributes,
  version: ResourceVersion,
  object: KubeObject | undefined,
): KubeObject | undefined {
  if (object === undefined || projection !== undefined) return object;
  if (operation === "CONNECT") return withoutField(object, "metadata");
  if (sent) return object;
  return inVersion(object, target.served.version, version);
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
    options: options && { kind: optionKinds[operation], apiVersion: formatGroupVersion(metaGroup), ...options },
  };
}

const metaGroup = { group: "meta.k8s.io", version: "v1" };

const optionKinds: { readonly [O in Operation]: string } = {
  CONNECT: "",
  CREATE: "CreateOptions",
  UPDATE: "UpdateOptions",
  DELETE: "DeleteOptions",
};

/** What messages call the object of a write. */
export function shownName({ object, name }: Attributes): string {
  return object?.metadata.name || name || "Unknown";
}

/** The namespace that a write is in, as an object; what is of the whole cluster, namespaces included, is in none. */
export function namespaceObjectOf({ store }: Registry, { target }: Attributes): KubeObject | undefined {
  return target.served.resource.namespaced ? store.get("/namespaces", target.namespace)?.object : undefined;
}

/** The namespace a write is in; a namespace is in itself. */
export function namespaceOf({ target, name }: Attributes): string {
  return target.served.resource.table === "/namespaces" ? name : target.namespace;
}
