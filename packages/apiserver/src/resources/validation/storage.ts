// Volumes, claims and storage classes.
import type { JsonObject, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import type { Check } from "./check.ts";
import { all, amount, fields, filled, items, needed, oneOf, read, unchanged, values } from "./check.ts";
import type { Rules } from "./rules.ts";
import { selector } from "./selectors.ts";

const modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const accessModes: Check = all(needed("at least 1 access mode is required"), items(oneOf(...modes)));
const volumeMode: Check = filled(oneOf("Block", "Filesystem"));

export const storageClassRules: Rules = {
  check: fields({
    provisioner: needed(),
    reclaimPolicy: filled(oneOf("Delete", "Retain")),
    volumeBindingMode: filled(oneOf("Immediate", "WaitForFirstConsumer")),
  }),
  checkChange: (next, current) =>
    ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"].flatMap((field) =>
      unchanged(next[field], current[field], field),
    ),
};

/** Fields of a volume's spec that say where it is, not how it is used. */
const unrelated = new Set([
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeAttributesClassName",
  "volumeMode",
]);

function sourceOf(object: KubeObject): JsonObject {
  const spec = isJsonObject(object["spec"]) ? object["spec"] : {};
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !unrelated.has(field)));
}

const oneSource: Check = (value, path) => {
  const [first, ...others] = Object.keys(isJsonObject(value) ? value : {}).filter((field) => !unrelated.has(field));
  if (first === undefined) return [required(path, "must specify a volume type")];
  return others.map((field) => forbiddenField(`${path}.${field}`, "may not specify more than 1 volume type"));
};

export const volumeRules: Rules = {
  check: fields({
    spec: all(
      fields({
        accessModes,
        capacity: all(needed(), values(amount)),
        volumeMode,
        persistentVolumeReclaimPolicy: filled(oneOf("Delete", "Recycle", "Retain")),
      }),
      oneSource,
    ),
  }),
  checkChange: (next, current) => [
    ...(equalJson(sourceOf(next), sourceOf(current))
      ? []
      : [forbiddenField("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation")]),
    ...unchanged(read(next["spec"], "volumeMode"), read(current["spec"], "volumeMode"), "spec.volumeMode"),
  ],
};

const storageRequest: Check = (value, path) => {
  const request = read(value, "requests", "storage");
  if (request === undefined) return [required(`${path}[storage]`)];
  return typeof request === "string" && !request.startsWith("-") && request !== "0"
    ? []
    : [invalid(`${path}[storage]`, request, "must be greater than zero")];
};

export const claimRules: Rules = {
  check: fields({ spec: fields({ accessModes, resources: storageRequest, volumeMode, selector }) }),
  checkChange: keepsClaim,
};

const frozen =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

function keepsClaim(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const bound = read(current["status"], "phase") === "Bound";
  const fixed = (object: KubeObject) => {
    const { resources: _resources, volumeAttributesClassName: _class, ...rest } = specOf(object);
    return bound ? rest : specOf(object);
  };
  // A volume is named once by whoever binds the claim.
  const binds = !read(current["spec"], "volumeName") && Boolean(read(next["spec"], "volumeName"));
  const [wanted, before] = [fixed(next), fixed(current)];
  const compared = binds ? { ...wanted, volumeName: before["volumeName"] ?? "" } : wanted;
  const same = equalJson(binds ? { ...before, volumeName: before["volumeName"] ?? "" } : before, compared);
  return same ? [] : [forbiddenField("spec", frozen)];
}

function specOf(object: KubeObject): JsonObject {
  return isJsonObject(object["spec"]) ? object["spec"] : {};
}
