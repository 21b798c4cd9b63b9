import { isJsonObject, kindOf, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue, KubeObject } from "@flux-ts/base";
import { decodeBuiltin, loadBuiltinSchemas } from "@flux-ts/kube-schema";
import type { BuiltinKind } from "@flux-ts/kube-schema";

/** The built-in kinds of Kubernetes among those of some objects. */
export type BuiltinKinds = (object: KubeObject) => BuiltinKind | undefined;

export async function loadBuiltinKinds(objects: readonly KubeObject[]): Promise<BuiltinKinds> {
  const versions = new Set(objects.map(({ apiVersion }) => apiVersion));
  const loaded = await Promise.all(
    [...versions].map(async (version) => [version, await loadBuiltinSchemas(version)] as const),
  );
  const schemas = new Map(loaded);
  return ({ apiVersion, kind }) => schemas.get(apiVersion)?.kinds.get(kind);
}

export interface Normalized {
  readonly object: KubeObject;
  /** Paths of fields that the kind does not have, which are left out. */
  readonly unknownFields: readonly string[];
}

/**
 * Brings a manifest into the form that server-side apply treats well, as upstream does before it applies: fields that
 * a built-in kind does not have are left out, `stringData` of a Secret becomes `data`, ports get their default protocol
 * (it is a merge key), `status` goes away.
 */
export function normalizeObject(object: KubeObject, kinds: BuiltinKinds): Normalized {
  const { value, unknownFields } = withoutUnknownFields(object, kinds(object));
  return { object: normalizeKnown(value), unknownFields };
}

/** As upstream: roles keep what they have, and an object that is not of its type is left to the server to refuse. */
function withoutUnknownFields(
  object: KubeObject,
  kind: BuiltinKind | undefined,
): { readonly value: KubeObject; readonly unknownFields: readonly string[] } {
  if (kind === undefined || ["Role", "ClusterRole"].includes(object.kind)) return { value: object, unknownFields: [] };
  const decoded = decodeBuiltin(object, kind);
  if (!decoded.decoded) return { value: object, unknownFields: [] };
  return { value: decoded.value as KubeObject, unknownFields: decoded.unknownFields };
}

function normalizeKnown(object: KubeObject): KubeObject {
  const { group, kind } = kindOf(object);
  const { status: _, ...withoutStatus } = object;
  // The status of a CRD stays: kstatus reads it from the manifest.
  const base = kind === "CustomResourceDefinition" ? object : (withoutStatus as KubeObject);
  if (group === "" && kind === "Secret") return encodeStringData(base);
  if (group === "" && kind === "Service") return withSpec(base, defaultServicePorts);
  const path = podSpecPath[kind];
  return path === undefined || !workloadGroups.has(group) ? base : updateAt(base, path, defaultContainerPorts);
}

const workloadGroups: ReadonlySet<string> = new Set(["", "apps", "batch"]);

const template = ["spec", "template", "spec"];
const podSpecPath: { readonly [kind: string]: readonly string[] } = {
  Pod: ["spec"],
  Deployment: template,
  StatefulSet: template,
  DaemonSet: template,
  ReplicaSet: template,
  Job: template,
  CronJob: ["spec", "jobTemplate", ...template],
};

function encodeStringData(secret: KubeObject): KubeObject {
  const { stringData, ...rest } = secret;
  if (!isJsonObject(stringData)) return secret;
  const data: JsonObjectDraft = { ...(isJsonObject(rest.data) ? rest.data : {}) };
  for (const [key, value] of Object.entries(stringData)) {
    // What is no text stays: the API server refuses it in its own words.
    setOwn(data, key, typeof value === "string" ? Buffer.from(value, "utf8").toString("base64") : value);
  }
  return { ...rest, data };
}

function withSpec(object: KubeObject, update: (spec: JsonObject) => JsonObject): KubeObject {
  return updateAt(object, ["spec"], update);
}

function updateAt<T extends JsonObject>(
  object: T,
  path: readonly string[],
  update: (value: JsonObject) => JsonObject,
): T {
  const [field, ...rest] = path;
  if (field === undefined) return update(object) as T;
  const child = object[field];
  return isJsonObject(child) ? { ...object, [field]: updateAt(child, rest, update) } : object;
}

function defaultContainerPorts(podSpec: JsonObject): JsonObject {
  if (!Array.isArray(podSpec.containers)) return podSpec;
  const containers = podSpec.containers.map((container: JsonValue) =>
    isJsonObject(container) ? defaultServicePorts(container) : container,
  );
  return { ...podSpec, containers };
}

/** Gives every entry of `ports` its protocol. */
function defaultServicePorts(owner: JsonObject): JsonObject {
  if (!Array.isArray(owner.ports)) return owner;
  const ports = owner.ports.map((port: JsonValue) =>
    isJsonObject(port) && port.protocol === undefined ? { ...port, protocol: "TCP" } : port,
  );
  return { ...owner, ports };
}
