// Where volumes are: what each kind of place must say.
import { required } from "@flux-ts/kube-schema";
import { forbiddenField, invalid } from "@flux-ts/kube-schema";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, fields, given, isEmpty, needed, read, text } from "./check.ts";

const noWayUp = text((path) => (path.split("/").includes("..") ? ["must not contain '..'"] : []));
const absolute = text((path) => (path.startsWith("/") ? [] : ["must be an absolute path"]));

const sources: Check = fields({
  hostPath: given(fields({ path: all(needed(), noWayUp) })),
  nfs: given(fields({ server: needed(), path: (value, path) => (isEmpty(value) ? needed() : absolute)(value, path) })),
  local: given(fields({ path: all(needed(), noWayUp) })),
  csi: given(fields({ driver: needed(), volumeHandle: needed() })),
  iscsi: given(fields({ targetPortal: needed(), iqn: needed() })),
});

/** What depends on more than the place. */
const inContext: Check = (value, path) => {
  const root = scalarText(read(value, "hostPath", "path") ?? "");
  const policy = read(value, "persistentVolumeReclaimPolicy");
  const rootOnly = root !== "" && root.split("/").every((part) => part === "" || part === ".");
  return [
    ...(rootOnly && policy === "Recycle"
      ? [forbiddenField(`${path}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'")]
      : []),
    ...(read(value, "local") !== undefined && read(value, "nodeAffinity") === undefined
      ? [required(`${path}.nodeAffinity`, "Local volume requires node affinity")]
      : []),
  ];
};

export const volumeSources: Check = all(sources, inContext);

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
