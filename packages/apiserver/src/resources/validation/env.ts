// Environment variables of containers.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, notSupported, required } from "@flux-ts/kube-schema";
import { checkSubdomain } from "../../registry/names.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, fields, given, items, needed, neededText, read, text } from "./check.ts";
import { checkEnvName } from "./syntax.ts";

const podFields = new Set([
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.restartPolicy",
  "spec.schedulerName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.phase",
  "status.podIP",
  "status.podIPs",
]);

/** Fields of a pod that a variable may be set to. */
const envFields = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

/** Fields of a pod that a file of a downward API volume may hold. */
const volumeFields = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

const resources = [
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
];

const envFieldRef: Check = fieldRef(envFields);
export const volumeFieldRef: Check = fieldRef(volumeFields);

function fieldRef(supported: readonly string[]): Check {
  return (value, path) => {
    const field = `${path}.fieldPath`;
    const name = read(value, "fieldPath");
    if (typeof name !== "string" || name === "") return [required(field)];
    const version = read(value, "apiVersion") ?? "v1";
    if (version !== "v1") {
      return [invalid(field, name, `error converting fieldPath: unsupported pod version: ${scalarText(version)}`)];
    }
    if (/^metadata\.(labels|annotations)\['.+'\]$/.test(name)) return [];
    if (!podFields.has(name))
      return [invalid(field, name, `error converting fieldPath: field label not supported: ${name}`)];
    return supported.includes(name) ? [] : [notSupported(field, name, supported)];
  };
}

export const resourceFieldRef: Check = (value, path) => {
  const name = read(value, "resource");
  if (typeof name !== "string" || name === "") return [required(`${path}.resource`)];
  if (resources.includes(name) || /^(limits|requests)\.hugepages-/.test(name)) return [];
  return [notSupported(`${path}.resource`, name, resources)];
};

const keyRef: Check = fields({
  name: (value, path) => checkSubdomain(scalarText(value)).map((why) => invalid(path, value ?? "", why)),
  key: needed(),
});

const sources: { readonly [field: string]: Check } = {
  fieldRef: envFieldRef,
  resourceFieldRef,
  configMapKeyRef: keyRef,
  secretKeyRef: keyRef,
  fileKeyRef: fields({ volumeName: needed(), path: needed(), key: needed() }),
};

const variable: Check = all(fields({ name: neededText(checkEnvName) }), checkValueFrom);

function checkValueFrom(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const source = read(value, "valueFrom");
  if (!isJsonObject(source)) return [];
  const field = `${path}.valueFrom`;
  const present = Object.keys(sources).filter((name) => source[name] !== undefined);
  const causes = present.flatMap((name) => sources[name]?.(source[name], `${field}.${name}`) ?? []);
  if (present.length === 0) {
    const choice =
      "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
    return [...causes, invalid(field, "", choice)];
  }
  if (read(value, "value")) return [...causes, invalid(field, "", "may not be specified when `value` is not empty")];
  if (present.length > 1)
    return [...causes, invalid(field, "", "may not have more than one field specified at a time")];
  return causes;
}

const origin: Check = all(
  fields({ prefix: text((prefix) => (prefix === "" ? [] : checkEnvName(prefix))) }),
  (value, path) => {
    const [configMap, secret] = [read(value, "configMapRef"), read(value, "secretRef")];
    if (configMap === undefined && secret === undefined) {
      // Upstream does not say which one.
      return [invalid(path.replace(/\[\d+\]$/, ""), "", "must specify one of: `configMapRef` or `secretRef`")];
    }
    const both = configMap !== undefined && secret !== undefined;
    const named = fields({ name: neededText(checkSubdomain) });
    return [
      ...given(named)(configMap, `${path}.configMapRef`),
      ...given(named)(secret, `${path}.secretRef`),
      ...(both ? [invalid(path, "", "may not have more than one field specified at a time")] : []),
    ];
  },
);

export const env: Check = items(variable);
export const envFrom: Check = items(origin);
