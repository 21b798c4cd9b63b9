import { isJsonObject, kindOf, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue, KubeObject } from "@flux-ts/base";

/**
 * Brings a manifest into the form that server-side apply treats well, as upstream does before it applies:
 * `stringData` of a Secret becomes `data`, ports get their default protocol (it is a merge key), `status` goes away.
 */
export function normalizeObject(object: KubeObject): KubeObject {
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
