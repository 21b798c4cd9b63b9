// Volumes, claims and storage classes.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject, sortKeys } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { compareQuantities, forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { scalarText } from "../scalar-text.ts";
import { checkSubdomain } from "../../registry/names.ts";
import { capacityAmount, volumeSources } from "./volume-sources.ts";
import { accessModes, claimSpec, volumeMode } from "./claims.ts";
import { internalForm } from "../internal/internal-form.ts";
import { internalDiff } from "../internal/internal-diff.ts";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import type { Check } from "./check.ts";
import { all, fields, filled, given, isEmpty, items, needed, oneOf, read, text, unchanged, values } from "./check.ts";
import type { Rules } from "./rules.ts";

const topology: Check = fields({
  key: (value, path) => checkQualifiedName(scalarText(value)).map((why) => invalid(path, value ?? "", why)),
  values: needed(),
});

/** Who makes volumes: upstream looks at the name in lower case. */
const provisioner: Check = (value, path) => {
  if (isEmpty(value)) return [required(path)];
  const name = scalarText(value).toLowerCase();
  return checkQualifiedName(name).map((why) => invalid(path, name, why));
};

export const storageClassRules: Rules = {
  check: fields({
    provisioner,
    parameters: (value, path) =>
      Object.hasOwn(isJsonObject(value) ? value : {}, "") ? [invalid(path, "", "field can not be empty.")] : [],
    allowedTopologies: items(fields({ matchLabelExpressions: items(topology) })),
    reclaimPolicy: filled(oneOf("Delete", "Retain")),
    volumeBindingMode: given(oneOf("Immediate", "WaitForFirstConsumer")),
  }),
  checkChange: (next, current) =>
    ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"].flatMap((field) =>
      unchanged(next[field], current[field], field),
    ),
};

export const attributesClassRules: Rules = {
  check: fields({
    driverName: provisioner,
    parameters: (value, path) =>
      isJsonObject(value) && Object.keys(value).length > 0
        ? []
        : [required(path, "must contain at least one key/value pair")],
  }),
  checkChange: (next, current) =>
    ["driverName", "parameters"].flatMap((field) => unchanged(next[field], current[field], field)),
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

/** A volume has one capacity, that of its storage. */
const storageOnly: Check = (value, path) => {
  const names = Object.keys(isJsonObject(value) ? value : {});
  return names.length === 1 && names[0] === "storage"
    ? []
    : [notSupported(path, value === undefined ? null : sortKeys(value), ["storage"])];
};

const volume: Check = fields({
  spec: all(
    fields({
      accessModes: accessModes(),
      capacity: all(needed(), storageOnly, values(capacityAmount)),
      storageClassName: filled(text(checkSubdomain)),
      volumeMode,
      persistentVolumeReclaimPolicy: filled(oneOf("Delete", "Recycle", "Retain")),
    }),
    volumeSources,
  ),
});

export const volumeRules: Rules = {
  check: volume,
  checkChange: (next, current) => [
    // Upstream looks for this once more when a volume is replaced.
    ...volume(next, ""),
    ...keepsAffinity(read(next["spec"], "nodeAffinity"), read(current["spec"], "nodeAffinity")),
    ...(equalJson(sourceOf(next), sourceOf(current))
      ? []
      : [forbiddenField("spec.persistentvolumesource", `${fixedSource}${sourceDiff(next, current)}`)]),
    ...unchanged(read(next["spec"], "volumeMode"), read(current["spec"], "volumeMode"), "spec.volumeMode"),
  ],
};

/** Where a volume can be used may be said once. */
function keepsAffinity(next: JsonValue | undefined, before: JsonValue | undefined): readonly FieldCause[] {
  if (before === undefined || equalJson(next, before)) return [];
  const shown = isJsonObject(next) ? internalForm("VolumeNodeAffinity", next) : null;
  return [invalid("nodeAffinity", shown, "field is immutable, except for updating from beta label to GA")];
}

const fixedSource = "spec.persistentvolumesource is immutable after creation";

function sourceDiff(next: KubeObject, current: KubeObject): string {
  return internalDiff("PersistentVolumeSource", sourceOf(current), sourceOf(next));
}

export const claimRules: Rules = {
  check: fields({ spec: claimSpec }),
  checkChange: keepsClaim,
};

const frozen =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

function keepsClaim(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const mode = unchanged(read(next["spec"], "volumeMode"), read(current["spec"], "volumeMode"), "volumeMode");
  return [...keepsClaimSpec(next, current), ...keepsSize(next, current), ...mode];
}

const storageField = "spec.resources.requests.storage";

/** A claim may grow, and shrink to what it does not have yet. */
function keepsSize(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const amountAt = (object: KubeObject, ...path: readonly string[]) => scalarText(read(object, ...path) ?? "0");
  const [wanted, before] = [next, current].map((object) =>
    amountAt(object, "spec", "resources", "requests", "storage"),
  );
  const had = amountAt(current, "status", "capacity", "storage");
  const smaller = compareQuantities(wanted ?? "0", before ?? "0") < 0 && compareQuantities(wanted ?? "0", had) <= 0;
  return smaller ? [forbiddenField(storageField, "field can not be less than status.capacity")] : [];
}

function keepsClaimSpec(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const bound = read(current["status"], "phase") === "Bound";
  // A claim without a class may get one later.
  const classless = specOf(current)["storageClassName"] === undefined;
  const fixed = (object: KubeObject) => {
    const { storageClassName, ...spec } = specOf(object);
    const kept = classless ? spec : { ...spec, storageClassName: storageClassName ?? null };
    const { resources: _resources, volumeAttributesClassName: _class, ...rest } = kept;
    return bound ? rest : kept;
  };
  // A volume is named once by whoever binds the claim.
  const binds = !read(current["spec"], "volumeName") && Boolean(read(next["spec"], "volumeName"));
  const [wanted, before] = [fixed(next), fixed(current)];
  const compared = binds ? { ...wanted, volumeName: before["volumeName"] ?? "" } : wanted;
  const same = equalJson(binds ? { ...before, volumeName: before["volumeName"] ?? "" } : before, compared);
  if (same) return [];
  return [
    forbiddenField("spec", `${frozen}${internalDiff("PersistentVolumeClaimSpec", specOf(current), specOf(next))}`),
  ];
}

function specOf(object: KubeObject): JsonObject {
  return isJsonObject(object["spec"]) ? object["spec"] : {};
}
