// ConfigMaps and Secrets.
import type { KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import { jsonSyntaxError } from "../../request/go-json.ts";
import type { Strategy } from "../strategy.ts";

const largestData = 1024 * 1024;
const keyPattern = /^[-._a-zA-Z0-9]+$/;

export const configMapStrategy: Partial<Strategy> = {
  validate: (object) => checkConfigMap(object),
  validateUpdate: (next, current) => [
    ...checkImmutable(next, current, ["data", "binaryData"]),
    ...checkConfigMap(next),
  ],
};

export const secretStrategy: Partial<Strategy> = {
  validate: (object) => checkSecret(object),
  validateUpdate: (next, current) => [
    ...checkTypeChange(next, current),
    ...checkImmutable(next, current, ["data"]),
    ...checkSecret(next),
  ],
  prepareUpdate: (next, current) => (next["type"] ? next : { ...next, type: current["type"] ?? "Opaque" }),
  selectableFields: { type: (object) => (typeof object["type"] === "string" ? object["type"] : "") },
};

function checkConfigMap(object: KubeObject): readonly FieldCause[] {
  const [data, binary] = [mapAt(object, "data"), mapAt(object, "binaryData")];
  const both = Object.keys(data).filter((key) => Object.hasOwn(binary, key));
  const size = sizeOf(data, (text) => Buffer.byteLength(text)) + sizeOf(binary, decodedLength);
  return [
    ...checkKeys("data", data, both),
    ...checkKeys("binaryData", binary, []),
    ...(size > largestData ? [tooLarge("")] : []),
  ];
}

function checkSecret(object: KubeObject): readonly FieldCause[] {
  const data = mapAt(object, "data");
  const size = sizeOf(data, decodedLength);
  return [
    ...checkKeys("data", data, []),
    ...(size > largestData ? [tooLarge("data")] : []),
    ...checkSecretType(object, data),
  ];
}

type Data = { readonly [key: string]: string };

function checkSecretType(object: KubeObject, data: Data): readonly FieldCause[] {
  const needed = (...keys: readonly string[]) =>
    keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`, ""));
  switch (object["type"]) {
    case "kubernetes.io/service-account-token":
      if (object.metadata.annotations?.["kubernetes.io/service-account.name"]) return [];
      return [required("metadata.annotations[kubernetes.io/service-account.name]", "")];
    case "kubernetes.io/dockercfg":
      return checkDocker(data, ".dockercfg");
    case "kubernetes.io/dockerconfigjson":
      return checkDocker(data, ".dockerconfigjson");
    case "kubernetes.io/basic-auth":
      // One of the two is enough.
      return needed("username", "password").length === 2 ? needed("username", "password") : [];
    case "kubernetes.io/ssh-auth":
      return (data["ssh-privatekey"] ?? "") === "" ? [required("data[ssh-privatekey]", "")] : [];
    case "kubernetes.io/tls":
      return needed("tls.crt", "tls.key");
    default:
      return [];
  }
}

function checkDocker(data: Data, key: string): readonly FieldCause[] {
  const encoded = data[key];
  if (encoded === undefined) return [required(`data[${key}]`, "")];
  const problem = jsonSyntaxError(Buffer.from(encoded, "base64").toString());
  return problem === undefined ? [] : [invalid(`data[${key}]`, "<secret contents redacted>", problem)];
}

function checkKeys(field: string, data: Data, doubled: readonly string[]): readonly FieldCause[] {
  const causes: FieldCause[] = [];
  for (const key of Object.keys(data)) {
    for (const why of checkKey(key)) causes.push(invalid(`${field}[${key}]`, key, why));
    if (doubled.includes(key)) causes.push(invalid(`${field}[${key}]`, key, "duplicate of key present in binaryData"));
  }
  return causes;
}

/** Errors of a key that becomes the name of a file. */
function checkKey(key: string): readonly string[] {
  const errors = key.length > 253 ? ["must be no more than 253 bytes"] : [];
  if (!keyPattern.test(key)) {
    errors.push(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  " +
        "or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    );
  }
  if (key === ".") errors.push("must not be '.'");
  else if (key === "..") errors.push("must not be '..'");
  else if (key.startsWith("..")) errors.push("must not start with '..'");
  return errors;
}

function checkImmutable(next: KubeObject, current: KubeObject, fields: readonly string[]): readonly FieldCause[] {
  if (current["immutable"] !== true) return [];
  const why = "field is immutable when `immutable` is set";
  const causes = next["immutable"] === true ? [] : [forbiddenField("immutable", why)];
  const changed = fields.filter((field) => !equalJson(next[field], current[field]));
  return [...causes, ...changed.map((field) => forbiddenField(field, why))];
}

function checkTypeChange(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  if (equalJson(next["type"], current["type"])) return [];
  return [invalid("type", next["type"] ?? "", "field is immutable")];
}

function tooLarge(field: string): FieldCause {
  return { type: "FieldValueTooLong", field, message: `Too long: may not be more than ${largestData} bytes` };
}

function mapAt(object: KubeObject, field: string): Data {
  const value = object[field];
  return isJsonObject(value) ? (value as Data) : {};
}

function sizeOf(data: Data, length: (text: string) => number): number {
  return Object.values(data).reduce((sum, text) => sum + length(text), 0);
}

function decodedLength(encoded: string): number {
  return Buffer.byteLength(encoded, "base64");
}
