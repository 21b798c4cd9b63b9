// Places outside of the cluster that volumes come from; pods and volumes name them alike.
import type { JsonValue } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, notSupported, required, tooLong } from "@flux-ts/kube-schema";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, between, fields, filled, given, isEmpty, needed, neededText, oneOf, read, text } from "./check.ts";

/** What there has to be at a path of a node; `""` is anything. */
export const hostPathTypes = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

/** A part of a disk; 0 is the whole. */
const partition: Check = (value, path) => (value === 0 ? [] : between(1, 255)(value, path));
const unit = between(0, 255);
const secretRef = given(fields({ name: needed() }));

export const disk: Check = fields({ pdName: needed(), partition });
export const blockStore: Check = fields({ volumeID: needed(), partition });

export const nfs: Check = fields({
  server: needed(),
  path: (value, path) => [
    ...needed()(value, path),
    ...(scalarText(value ?? "").startsWith("/") ? [] : [invalid(path, value ?? "", "must be an absolute path")]),
  ],
});

const isciNames: { readonly [prefix: string]: RegExp } = {
  iqn: /^iqn\.\d{4}-\d{2}\.([-a-z0-9]+\.)*[-a-z0-9]+(:[^,;*&$|\s]+)?$/i,
  eui: /^eui\.[0-9a-f]{16}$/i,
  naa: /^naa\.[0-9a-f]{32}$/i,
};

function checkIscsiName(name: string): readonly string[] {
  const form = isciNames[name.slice(0, 3)];
  if (form === undefined) return ["must be valid format starting with iqn, eui, or naa"];
  return form.test(name) ? [] : ["must be valid format"];
}

export const iscsi: Check = all(
  fields({ targetPortal: needed(), iqn: neededText(checkIscsiName), lun: unit }),
  (value, path) => {
    const authenticates = read(value, "chapAuthDiscovery") === true || read(value, "chapAuthSession") === true;
    return [
      ...(authenticates && read(value, "secretRef") === undefined ? [required(`${path}.secretRef`)] : []),
      ...text(checkIscsiName)(read(value, "initiatorName"), `${path}.initiatorname`),
    ];
  },
);

export const flocker: Check = (value, path) => {
  const [name, uuid] = [scalarText(read(value, "datasetName") ?? ""), read(value, "datasetUUID")];
  if (name === "" && isEmpty(uuid)) return [required(path, "one of datasetName and datasetUUID is required")];
  const both = name !== "" && !isEmpty(uuid);
  const why = "datasetName and datasetUUID can not be specified simultaneously";
  return [
    ...(both ? [invalid(path, "resource", why)] : []),
    ...(name.includes("/") ? [invalid(`${path}.datasetName`, name, "must not contain '/'")] : []),
  ];
};

export const cinder: Check = fields({ volumeID: needed(), secretRef });

const registryForm = "must be a host:port pair or multiple pairs separated by commas";
const longestTenant = 64;

export const quobyte: Check = fields({
  registry: (value, path) => {
    const registry = scalarText(value ?? "");
    if (registry === "") return [required(path, registryForm)];
    const pairs = registry.split(",").every((pair) => /^[^:]+:[^:]+$/.test(pair));
    return pairs ? [] : [invalid(path, registry, registryForm)];
  },
  tenant: (value, path) =>
    scalarText(value ?? "").length > longestTenant
      ? [required(path, `must be a UUID and may not exceed a length of ${longestTenant} characters`)]
      : [],
  volume: needed(),
});

export const fibreChannel: Check = (value, path) => {
  const [targets, ids] = [read(value, "targetWWNs"), read(value, "wwids")];
  const [lun, field] = [read(value, "lun"), `${path}.targetWWNs`];
  if (isEmpty(targets)) {
    return isEmpty(ids) ? [required(field, "must specify either targetWWNs or wwids, but not both")] : [];
  }
  const why = "targetWWNs and wwids can not be specified simultaneously";
  return [
    ...(isEmpty(ids) ? [] : [invalid(field, targets ?? null, why)]),
    ...(lun === undefined
      ? [required(`${path}.lun`, "lun is required if targetWWNs is specified")]
      : unit(lun, `${path}.lun`)),
  ];
};

const managedForm = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
const blobForm = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";

function diskAddress(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const address = scalarText(read(value, "diskURI") ?? "");
  const managed = read(value, "kind") === "Managed";
  const fits = address.startsWith(managed ? "/subscriptions" : "https://");
  return fits ? [] : [notSupported(`${path}.diskURI`, address, [managed ? managedForm : blobForm])];
}

export const azureDisk: Check = all(
  fields({
    diskName: needed(),
    diskURI: needed(),
    cachingMode: given(oneOf("None", "ReadOnly", "ReadWrite")),
    kind: given(oneOf("Dedicated", "Managed", "Shared")),
  }),
  diskAddress,
);

export const storageos: Check = fields({
  volumeName: neededText(checkLabel),
  volumeNamespace: filled(text(checkLabel)),
  secretRef,
});

const longestDriver = 63;

export const csiDriver: Check = (value, path) => [
  ...neededText(checkSubdomain)(value, path),
  ...(scalarText(value ?? "").length > longestDriver ? [tooLong(path, longestDriver)] : []),
];
