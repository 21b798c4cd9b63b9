// The spec of claims of volumes, alone or in the template of a workload.
import { isJsonObject } from "@flux-ts/base";
import { forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import { all, fields, filled, given, isEmpty, listOf, needed, oneOf, read, text } from "./check.ts";
import { selector } from "./selectors.ts";

const accessModeNames = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/** How a volume may be used; upstream does not say which item is wrong. */
export function accessModes(why = ""): Check {
  return (value, path) => {
    if (isEmpty(value)) return [required(path, why)];
    const modes = listOf(value);
    const unknown = modes.flatMap((mode) => oneOf(...accessModeNames)(mode, path));
    if (modes.length < 2 || !modes.includes("ReadWriteOncePod")) return unknown;
    return [...unknown, forbiddenField(path, "may not use ReadWriteOncePod with other access modes")];
  };
}

export const volumeMode: Check = given(oneOf("Block", "Filesystem"));

/** An object that the contents of a volume come from. */
const origin: Check = given(
  all(fields({ apiGroup: filled(text(checkSubdomain)), kind: needed(), name: needed() }), (value, path) => {
    const kind = read(value, "kind") ?? "";
    if (!isEmpty(read(value, "apiGroup")) || kind === "PersistentVolumeClaim") return [];
    return [invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")];
  }),
);

const storageRequest: Check = (value, path) => {
  const request = read(value, "requests", "storage");
  if (request === undefined) return [required(`${path}[storage]`)];
  return typeof request === "string" && !request.startsWith("-") && request !== "0"
    ? []
    : [invalid(`${path}[storage]`, request, "must be greater than zero")];
};

/** The two fields for where contents come from must agree. */
const oneOrigin: Check = (value, path) => {
  const [source, reference] = [read(value, "dataSource"), read(value, "dataSourceRef")];
  if (!isJsonObject(source) || !isJsonObject(reference)) return [];
  const same = ["apiGroup", "kind", "name"].every((field) => (source[field] ?? "") === (reference[field] ?? ""));
  // Upstream shows nothing of the claim here.
  return same ? [] : [invalid(path, {}, "must match dataSourceRef")];
};

export const claimSpec: Check = all(
  fields({
    accessModes: accessModes("at least 1 access mode is required"),
    resources: storageRequest,
    volumeMode,
    selector,
    storageClassName: filled(text(checkSubdomain)),
    volumeAttributesClassName: filled(text(checkSubdomain)),
    dataSource: origin,
    dataSourceRef: all(origin, fields({ namespace: filled(text(checkLabel)) })),
  }),
  oneOrigin,
);
