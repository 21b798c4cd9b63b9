// Where volumes are: what each kind of place must say.
import { isJsonObject } from "@flux-ts/base";
import { forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import { scalarText } from "../scalar-text.ts";
import { checkSubdomain } from "../../registry/names.ts";
import { nodeSelector } from "./affinity.ts";
import type { Check } from "./check.ts";
import { all, fields, filled, given, isEmpty, needed, oneOf, read, text } from "./check.ts";
import {
  azureDisk,
  blockStore,
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

const noWayUp = text((path) => (path.split("/").includes("..") ? ["must not contain '..'"] : []));

const flexVolume: Check = fields({ driver: needed() });
const endpoint: Check = fields({ endpoints: needed(), path: needed() });

/** Places in the order in which upstream looks for them: the first is the one, the others are too many. */
const places: { readonly [place: string]: Check } = {
  hostPath: fields({ path: all(needed(), noWayUp), type: filled(oneOf(...hostPathTypes)) }),
  gcePersistentDisk: (value, path) => disk(value, path.replace(/gcePersistentDisk$/, "persistentDisk")),
  awsElasticBlockStore: blockStore,
  glusterfs: endpoint,
  flocker,
  nfs,
  rbd: fields({ monitors: needed(), image: needed() }),
  quobyte,
  cephfs: (value, path) => fields({ monitors: needed() })(value, path.replace(/cephfs$/, "cephFS")),
  iscsi,
  cinder: fields({ volumeID: needed() }),
  fc: fibreChannel,
  azureFile: fields({ secretName: needed(), shareName: needed() }),
  vsphereVolume: fields({ volumePath: needed() }),
  photonPersistentDisk: fields({ pdID: needed() }),
  portworxVolume: fields({ volumeID: needed() }),
  azureDisk,
  scaleIO: fields({ gateway: needed(), system: needed(), volumeName: needed() }),
  local: fields({ path: all(needed(), noWayUp) }),
  storageos,
  csi: fields({ driver: csiDriver, volumeHandle: needed() }),
};

/** Upstream calls these otherwise where they are too many. */
const called: { readonly [place: string]: string } = { cephfs: "cephFS" };

const onePlace: Check = (value, path) => {
  const spec = isJsonObject(value) ? value : {};
  const [first, ...others] = Object.keys(places).filter((place) => spec[place] !== undefined);
  // What is brought by a plugin is looked at in any case, and is not too many.
  const plugged = spec["flexVolume"] === undefined ? [] : flexVolume(spec["flexVolume"], `${path}.flexVolume`);
  if (first === undefined) {
    return spec["flexVolume"] === undefined ? [required(path, "must specify a volume type")] : plugged;
  }
  return [
    ...(places[first]?.(spec[first], `${path}.${first}`) ?? []),
    ...others.map((place) =>
      forbiddenField(`${path}.${called[place] ?? place}`, "may not specify more than 1 volume type"),
    ),
    ...plugged,
  ];
};

/** What depends on more than the place. */
const inContext: Check = (value, path) => {
  const root = scalarText(read(value, "hostPath", "path") ?? "");
  const policy = read(value, "persistentVolumeReclaimPolicy");
  const rootOnly = root !== "" && root.split("/").every((part) => part === "" || part === ".");
  const alone = read(value, "hostPath") === undefined;
  return [
    ...(rootOnly && policy === "Recycle"
      ? [forbiddenField(`${path}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'")]
      : []),
    ...(alone && read(value, "local") !== undefined && read(value, "nodeAffinity") === undefined
      ? [required(`${path}.nodeAffinity`, "Local volume requires node affinity")]
      : []),
    ...attributes(value, path),
  ];
};

/** Only drivers know of attributes. */
const attributes: Check = (value, path) => {
  const name = read(value, "volumeAttributesClassName");
  if (name === undefined) return [];
  const field = `${path}.volumeAttributesClassName`;
  const causes = isEmpty(name) ? [required(field, "an empty string is disallowed")] : text(checkSubdomain)(name, field);
  if (read(value, "csi") !== undefined) return causes;
  return [...causes, required(`${path}.csi`, "has to be specified when using volumeAttributesClassName")];
};

const nodeAffinity: Check = given((value, path) => {
  const wanted = read(value, "required");
  const field = `${path}.required`;
  return wanted === undefined
    ? [required(field, "must specify required node constraints")]
    : nodeSelector(wanted, field);
});

export const volumeSources: Check = all(onePlace, fields({ nodeAffinity }), inContext);

/** Of what is offered there must be some. */
export const capacityAmount: Check = (value, path) => {
  const amount = scalarText(value);
  if (amount.startsWith("-")) {
    return [
      invalid(path, value ?? "", "must be greater than zero"),
      invalid(path, Number(amount), "must be a valid resource quantity"),
    ];
  }
  return /^0+$/.test(amount) ? [invalid(path, value ?? "", "must be greater than zero")] : [];
};
