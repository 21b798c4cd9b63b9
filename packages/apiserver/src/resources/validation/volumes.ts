// Volumes of pods and the sources they come from.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import {
  all,
  amount,
  distinct,
  fields,
  filled,
  given,
  isEmpty,
  items,
  listOf,
  needed,
  neededText,
  oneOf,
  read,
  text,
} from "./check.ts";
import { claimSpec } from "./claims.ts";
import { resourceFieldRef, volumeFieldRef } from "./env.ts";
import { labels } from "./selectors.ts";
import { checkSubPath } from "./syntax.ts";
import type { VolumeKinds } from "./volume-devices.ts";
import {
  azureDisk,
  blockStore,
  cinder,
  csiDriver,
  disk,
  fibreChannel,
  flocker,
  hostPathTypes,
  iscsi,
  nfs,
  quobyte,
  storageos,
} from "./volume-places.ts";

const fileMode: Check = (value, path) =>
  typeof value === "number" && (value < 0 || value > 0o777)
    ? [invalid(path, value, "must be a number between 0 and 0777 (octal), both inclusive")]
    : [];

const file: Check = fields({ key: needed(), path: all(needed(), text(checkSubPath)), mode: fileMode });
const files: Check = fields({ defaultMode: fileMode, items: items(file) });
const downwardFile: Check = fields({
  path: all(needed(), text(checkSubPath)),
  mode: fileMode,
  fieldRef: given(volumeFieldRef),
  resourceFieldRef: given(resourceFieldRef),
});

/** A file of what a pod knows of itself. Upstream does not say which one is wrong. */
function downwardItem(item: JsonValue, path: string): readonly FieldCause[] {
  const [field, resource] = [read(item, "fieldRef"), read(item, "resourceFieldRef")];
  const causes = [...downwardFile(item, path)];
  if (field === undefined && resource === undefined) {
    causes.push(required(path, "one of fieldRef and resourceFieldRef is required"));
  }
  if (field !== undefined && resource !== undefined) {
    causes.push(invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"));
  } else if (resource !== undefined && isEmpty(read(resource, "containerName"))) {
    causes.push(required(`${path}.resourceFieldRef.containerName`));
  }
  return causes;
}

const projection: Check = fields({
  secret: given(fields({ name: neededText(checkSubdomain), items: items(file) })),
  configMap: given(fields({ name: neededText(checkSubdomain), items: items(file) })),
  downwardAPI: given(fields({ items: items(downwardFile) })),
  serviceAccountToken: given(
    fields({
      expirationSeconds: (value, path) =>
        typeof value === "number" && value < 600
          ? [invalid(path, value, "may not specify a duration less than 10 minutes")]
          : [],
    }),
  ),
});

const projectable = [
  "secret",
  "configMap",
  "downwardAPI",
  "serviceAccountToken",
  "clusterTrustBundle",
  "podCertificate",
];

/** Upstream does not say of which source a path is missing. */
function projectedPaths(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  return listOf(read(value, "sources")).flatMap((source, index) => {
    const token = read(source, "serviceAccountToken");
    const several = projectable.filter((field) => read(source, field) !== undefined).length > 1;
    return [
      ...(token !== undefined && isEmpty(read(token, "path")) ? [required(`${path}.path`)] : []),
      ...(several
        ? [forbiddenField(`${path}.sources[${index}]`, "may not specify more than 1 volume type per source")]
        : []),
    ];
  });
}

/** Upstream reports a wrong name of the secret as one of the driver. */
const publishSecret: Check = (value, path) => {
  const secret = read(value, "nodePublishSecretRef");
  if (secret === undefined) return [];
  const name = read(secret, "name");
  if (isEmpty(name)) return [required(`${path}.nodePublishSecretRef.name`)];
  return text(checkSubdomain)(name, `${path}.name`);
};

/** The claim that is made for the pod. Of its metadata it has labels and annotations alone. */
const claimTemplate: Check = (value, path) => {
  if (value === undefined) return [required(path)];
  const metadata = read(value, "metadata");
  const others = Object.keys(isJsonObject(metadata) ? metadata : {}).filter(
    (field) => field !== "labels" && field !== "annotations",
  );
  return [
    ...labels(read(metadata, "labels"), `${path}.metadata.labels`),
    ...others.map((field) => forbiddenField(`${path}.metadata.${field}`, "cannot be set")),
    ...claimSpec(read(value, "spec"), `${path}.spec`),
  ];
};

/** Sources in the order in which upstream looks for them: the first is the one, the others are too many. */
const sources: { readonly [source: string]: Check } = {
  emptyDir: fields({
    sizeLimit: (value, path) =>
      amount(value, path).length > 0 ? [forbiddenField(path, "SizeLimit field must be a valid resource quantity")] : [],
  }),
  hostPath: fields({ path: all(needed(), text(checkBackSteps)), type: filled(oneOf(...hostPathTypes)) }),
  gitRepo: fields({ repository: needed() }),
  // Upstream calls it by an older name.
  gcePersistentDisk: (value, path) => disk(value, path.replace(/gcePersistentDisk$/, "persistentDisk")),
  awsElasticBlockStore: blockStore,
  secret: all(fields({ secretName: needed() }), files),
  nfs,
  iscsi,
  glusterfs: fields({ endpoints: needed(), path: needed() }),
  flocker,
  persistentVolumeClaim: fields({ claimName: needed() }),
  rbd: fields({ monitors: needed(), image: needed() }),
  cinder,
  cephfs: fields({ monitors: needed() }),
  quobyte,
  downwardAPI: all(fields({ defaultMode: fileMode }), (value, path) =>
    listOf(read(value, "items")).flatMap((item) => downwardItem(item, path)),
  ),
  fc: fibreChannel,
  flexVolume: fields({ driver: needed() }),
  configMap: all(fields({ name: needed() }), files),
  azureFile: fields({ secretName: needed(), shareName: needed() }),
  vsphereVolume: fields({ volumePath: needed() }),
  photonPersistentDisk: fields({ pdID: needed() }),
  portworxVolume: fields({ volumeID: needed() }),
  azureDisk,
  storageos,
  projected: all(fields({ defaultMode: fileMode, sources: items(projection) }), projectedPaths),
  scaleIO: fields({ gateway: needed(), system: needed(), volumeName: needed() }),
  csi: all(fields({ driver: csiDriver }), publishSecret),
  ephemeral: fields({ volumeClaimTemplate: claimTemplate }),
  image: fields({ reference: needed(), pullPolicy: filled(oneOf("Always", "IfNotPresent", "Never")) }),
};

/** One source, and one only. */
const source: Check = (value, path) => {
  const object = isJsonObject(value) ? value : {};
  const [first, ...others] = Object.keys(sources).filter((name) => object[name] !== undefined);
  if (first === undefined) return [required(path, "must specify a volume type")];
  return [
    ...(sources[first]?.(object[first], `${path}.${first}`) ?? []),
    ...others.map((name) => forbiddenField(`${path}.${name}`, "may not specify more than 1 volume type")),
  ];
};

export const volumes: Check = all(items(all(source, fields({ name: neededText(checkLabel) }))), distinct("name"));

/** What kind of source each of the volumes has, by the volume's name. */
export function volumeKinds(list: JsonValue | undefined): VolumeKinds {
  return new Map(
    listOf(list).flatMap((volume) => {
      const name = read(volume, "name");
      const kind = Object.keys(sources).find((field) => read(volume, field) !== undefined) ?? "";
      return typeof name === "string" && name !== "" ? [[name, kind] as const] : [];
    }),
  );
}

function checkBackSteps(path: string): readonly string[] {
  return path.split("/").includes("..") ? ["must not contain '..'"] : [];
}
