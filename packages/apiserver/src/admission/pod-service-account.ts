import type { JsonArray, JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Registry, WriteTarget } from "../registry/registry.ts";
import { keyOf } from "../registry/registry.ts";
import { forbidden } from "../status/errors.ts";
import type { Admission } from "./admission.ts";

const tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";
/** A bit more than an hour: by this number upstream recognizes tokens that it mounts itself. */
const tokenLifeSeconds = 3607;

/** Pods run as a service account, use its pull secrets and find its token, unless they do not want it. */
export const podServiceAccount: Admission = {
  create: (registry, target, pod) => {
    if (target.served.resource.table !== "/pods" || target.subresource !== "") return pod;
    const spec = isJsonObject(pod["spec"]) ? pod["spec"] : {};
    const asked = spec["serviceAccountName"];
    const name = typeof asked === "string" && asked !== "" ? asked : "default";
    const account = accountOf(registry, target, { name, pod: pod.metadata.name });
    const secrets = spec["imagePullSecrets"] ?? account["imagePullSecrets"];
    const named = {
      ...spec,
      serviceAccountName: name,
      serviceAccount: name,
      ...(secrets !== undefined && { imagePullSecrets: secrets }),
    };
    const wantsToken = spec["automountServiceAccountToken"] ?? account["automountServiceAccountToken"] ?? true;
    return { ...pod, spec: wantsToken === true ? withToken(named, registry.newSuffix) : named };
  },
};

interface Wanted {
  readonly name: string;
  readonly pod: string;
}

/** @throws StatusError (403) when there is no such account. */
function accountOf({ store }: Registry, { namespace }: WriteTarget, { name, pod }: Wanted): KubeObject {
  const entry = store.get("/serviceaccounts", keyOf(namespace, name));
  if (entry !== undefined) return entry.object;
  const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
  throw forbidden({ group: "", resource: "pods" }, pod, why);
}

const volumePrefix = "kube-api-access-";

/** Mounts a volume with the token, which is made once, in all containers that have nothing else at its place. */
function withToken(spec: JsonObject, newSuffix: () => string): JsonObject {
  const volumes = listOf(spec["volumes"]);
  const present = volumes.map(nameOf).find((volume) => volume.startsWith(volumePrefix));
  const name = present ?? `${volumePrefix}${newSuffix()}`;
  const fields = ["containers", "initContainers"].filter((field) => listOf(spec[field]).some(lacksToken));
  if (fields.length === 0) return spec;
  const mounted = fields.map((field) => [field, listOf(spec[field]).map((container) => withMount(container, name))]);
  return {
    ...spec,
    ...(Object.fromEntries(mounted) as JsonObject),
    volumes: present === undefined ? [...volumes, tokenVolume(name)] : volumes,
  };
}

function nameOf(volume: JsonValue): string {
  return isJsonObject(volume) && typeof volume["name"] === "string" ? volume["name"] : "";
}

function lacksToken(container: JsonValue): boolean {
  if (!isJsonObject(container)) return false;
  return !listOf(container["volumeMounts"]).some((mount) => isJsonObject(mount) && mount["mountPath"] === tokenPath);
}

function withMount(container: JsonValue, name: string): JsonValue {
  if (!isJsonObject(container) || !lacksToken(container)) return container;
  const mount = { name, readOnly: true, mountPath: tokenPath };
  return { ...container, volumeMounts: [...listOf(container["volumeMounts"]), mount] };
}

function tokenVolume(name: string): JsonObject {
  const namespace = { path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } };
  const sources = [
    { serviceAccountToken: { expirationSeconds: tokenLifeSeconds, path: "token" } },
    { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    { downwardAPI: { items: [namespace] } },
  ];
  return { name, projected: { sources, defaultMode: 0o644 } };
}

function listOf(value: JsonValue | undefined): JsonArray {
  return Array.isArray(value) ? (value as JsonArray) : [];
}
