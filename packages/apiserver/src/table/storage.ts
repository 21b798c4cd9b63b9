import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { Column } from "./columns.ts";
import { ageColumn, column, createdColumn, nameColumn, nameLike, wide } from "./columns.ts";
import { itemsAt, none, objectAt, textAt, textsAt, unset, valueAt } from "./read.ts";

export const volumeColumns: readonly Column[] = [
  nameColumn,
  column("Capacity", (volume) => textAt(volume, "spec.capacity.storage")),
  column("Access Modes", (volume) => accessModes(volume, "spec.accessModes")),
  column("Reclaim Policy", (volume) => textAt(volume, "spec.persistentVolumeReclaimPolicy")),
  column("Status", (volume) => phaseText(volume)),
  column("Claim", (volume) => {
    const claim = objectAt(volume, "spec.claimRef");
    return valueAt(volume, "spec.claimRef") === undefined
      ? ""
      : `${textAt(claim, "namespace")}/${textAt(claim, "name")}`;
  }),
  column("StorageClass", storageClass),
  column("VolumeAttributesClass", (volume) => textAt(volume, "spec.volumeAttributesClassName", unset)),
  column("Reason", (volume) => textAt(volume, "status.reason")),
  ageColumn,
  wide("VolumeMode", (volume) => textAt(volume, "spec.volumeMode", unset)),
];

export const volumeClaimColumns: readonly Column[] = [
  nameColumn,
  column("Status", (claim) => phaseText(claim)),
  column("Volume", (claim) => textAt(claim, "spec.volumeName")),
  column("Capacity", (claim) => (isBound(claim) ? textAt(claim, "status.capacity.storage") : "")),
  column("Access Modes", (claim) => (isBound(claim) ? accessModes(claim, "status.accessModes") : "")),
  column("StorageClass", storageClass),
  column("VolumeAttributesClass", (claim) => textAt(claim, "spec.volumeAttributesClassName", unset)),
  ageColumn,
  wide("VolumeMode", (claim) => textAt(claim, "spec.volumeMode", unset)),
];

function phaseText(object: JsonObject): string {
  const deleted = textAt(object, "metadata.deletionTimestamp") !== "";
  return deleted ? "Terminating" : textAt(object, "status.phase");
}

function isBound(claim: JsonObject): boolean {
  return textAt(claim, "spec.volumeName") !== "";
}

/** The annotation is what storage classes were before they had a field. */
function storageClass(object: JsonObject): string {
  const annotations = objectAt(object, "metadata.annotations");
  return textAt(annotations, "volume.beta.kubernetes.io/storage-class") || textAt(object, "spec.storageClassName");
}

const modes: readonly (readonly [mode: string, short: string])[] = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
];

/** Abbreviations in a fixed order. */
function accessModes(object: JsonObject, path: string): string {
  const given = textsAt(object, path);
  return modes.flatMap(([mode, short]) => (given.includes(mode) ? [short] : [])).join(",");
}

const defaultClass = "storageclass.kubernetes.io/is-default-class";

export const storageClassColumns: readonly Column[] = [
  {
    ...nameColumn,
    cell: ({ metadata: { name, annotations = {} } }) =>
      annotations[defaultClass] === "true" ? `${name} (default)` : name,
  },
  column("Provisioner", (object) => textAt(object, "provisioner")),
  column("ReclaimPolicy", (object) => textAt(object, "reclaimPolicy", "Delete")),
  column("VolumeBindingMode", (object) => textAt(object, "volumeBindingMode", "Immediate")),
  column("AllowVolumeExpansion", (object) => object["allowVolumeExpansion"] === true),
  ageColumn,
];

export const volumeAttributesClassColumns: readonly Column[] = [
  nameColumn,
  column("DriverName", (object) => textAt(object, "driverName")),
  ageColumn,
];

export const volumeAttachmentColumns: readonly Column[] = [
  nameColumn,
  nameLike("Attacher", (object) => textAt(object, "spec.attacher")),
  column("PV", (object) => textAt(object, "spec.source.persistentVolumeName")),
  column("Node", (object) => textAt(object, "spec.nodeName")),
  column("Attached", (object) => valueAt(object, "status.attached") === true, "boolean"),
  ageColumn,
];

export const csiNodeColumns: readonly Column[] = [
  nameColumn,
  column("Drivers", (object) => itemsAt(object, "spec.drivers").length, "integer"),
  ageColumn,
];

export const csiDriverColumns: readonly Column[] = [
  nameColumn,
  column("AttachRequired", (object) => flagAt(object, "spec.attachRequired", true), "boolean"),
  column("PodInfoOnMount", (object) => flagAt(object, "spec.podInfoOnMount", false), "boolean"),
  column("StorageCapacity", (object) => flagAt(object, "spec.storageCapacity", false), "boolean"),
  column("TokenRequests", (object) => {
    const requests = itemsAt(object, "spec.tokenRequests").map((request) => textAt(request, "audience"));
    return requests.length === 0 ? unset : requests.join(",");
  }),
  column("RequiresRepublish", (object) => flagAt(object, "spec.requiresRepublish", false), "boolean"),
  column("Modes", (object) => textsAt(object, "spec.volumeLifecycleModes").join(",") || none),
  ageColumn,
];

function flagAt(object: JsonObject, path: string, fallback: boolean): JsonValue {
  const value = valueAt(object, path);
  return typeof value === "boolean" ? value : fallback;
}

export const csiStorageCapacityColumns: readonly Column[] = [nameColumn, createdColumn];
