// Volumes that containers take as block devices.
import type { JsonValue } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, missing, required } from "@flux-ts/kube-schema";
import { scalarText } from "../scalar-text.ts";
import { listOf, read } from "./check.ts";

/** What kind of source each volume of a pod has, by the volume's name. */
export type VolumeKinds = ReadonlyMap<string, string>;

const blockSources = new Set(["persistentVolumeClaim", "ephemeral"]);

/** Devices of a container, and that none of its volumes or paths is mounted, too. */
export function volumeDevices(
  container: JsonValue | undefined,
  path: string,
  volumes: VolumeKinds,
): readonly FieldCause[] {
  const [devices, mounts] = [listOf(read(container, "volumeDevices")), listOf(read(container, "volumeMounts"))];
  if (devices.length === 0) return [];
  const [names, paths] = [new Set<string>(), new Set<string>()];
  const causes = devices.flatMap((device, index) => {
    const field = `${path}.volumeDevices[${index}]`;
    const [name, devicePath] = [scalarText(read(device, "name") ?? ""), scalarText(read(device, "devicePath") ?? "")];
    const found = [
      ...checkName(name, `${field}.name`, volumes, names),
      ...checkPath(devicePath, `${field}.devicePath`, paths),
      ...taken(mounts, "name", name, { field: `${field}.name`, why: "must not already exist in volumeMounts" }),
      ...taken(mounts, "mountPath", devicePath, {
        field: `${field}.devicePath`,
        why: "must not already exist as a path in volumeMounts",
      }),
    ];
    names.add(name);
    paths.add(devicePath);
    return found;
  });
  return [...mountedDevices(mounts, path, { names, paths }), ...causes];
}

function checkName(
  name: string,
  field: string,
  volumes: VolumeKinds,
  seen: ReadonlySet<string>,
): readonly FieldCause[] {
  if (name === "") return [required(field), missing(field, name)];
  const kind = volumes.get(name);
  if (kind === undefined) return [missing(field, name)];
  if (seen.has(name)) return [invalid(field, name, "must be unique")];
  if (blockSources.has(kind)) return [];
  const why = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
  return [invalid(field, name, why)];
}

function checkPath(path: string, field: string, seen: ReadonlySet<string>): readonly FieldCause[] {
  if (path === "") return [required(field)];
  if (seen.has(path)) return [invalid(field, path, "must be unique")];
  return path.split("/").includes("..") ? [invalid(field, path, "can not contain backsteps ('..')")] : [];
}

/** What is wrong with a device whose name or path a mount has already. */
function taken(
  mounts: readonly JsonValue[],
  key: string,
  value: string,
  { field, why }: { readonly field: string; readonly why: string },
): readonly FieldCause[] {
  return value !== "" && mounts.some((mount) => read(mount, key) === value) ? [invalid(field, value, why)] : [];
}

function mountedDevices(
  mounts: readonly JsonValue[],
  path: string,
  { names, paths }: { readonly names: ReadonlySet<string>; readonly paths: ReadonlySet<string> },
): readonly FieldCause[] {
  return mounts.flatMap((mount, index) => {
    const field = `${path}.volumeMounts[${index}]`;
    const [name, mountPath] = [scalarText(read(mount, "name") ?? ""), scalarText(read(mount, "mountPath") ?? "")];
    return [
      ...(name !== "" && names.has(name)
        ? [invalid(`${field}.name`, name, "must not already exist in volumeDevices")]
        : []),
      ...(mountPath !== "" && paths.has(mountPath)
        ? [invalid(`${field}.mountPath`, mountPath, "must not already exist as a path in volumeDevices")]
        : []),
    ];
  });
}
