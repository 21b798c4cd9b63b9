// The spec of claims of volumes, alone or in the template of a workload.
import { invalid, required } from "@flux-ts/kube-schema";
import type { Check } from "./check.ts";
import { all, fields, filled, items, needed, oneOf, read } from "./check.ts";
import { selector } from "./selectors.ts";

export const accessModeNames = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const accessModes: Check = all(needed("at least 1 access mode is required"), items(oneOf(...accessModeNames)));
export const volumeMode: Check = filled(oneOf("Block", "Filesystem"));

const storageRequest: Check = (value, path) => {
  const request = read(value, "requests", "storage");
  if (request === undefined) return [required(`${path}[storage]`)];
  return typeof request === "string" && !request.startsWith("-") && request !== "0"
    ? []
    : [invalid(`${path}[storage]`, request, "must be greater than zero")];
};

export const claimSpec: Check = fields({ accessModes, resources: storageRequest, volumeMode, selector });
