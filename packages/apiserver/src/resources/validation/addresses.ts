// Addresses of services, and the ranges they come from.
import { isIP } from "node:net";
import { invalid, required } from "@flux-ts/kube-schema";
import { checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import { fields, filled, isEmpty, items, listOf, needed, text, unchanged } from "./check.ts";
import type { Rules } from "./rules.ts";
import { checkCidr } from "./syntax.ts";

const mostRanges = 2;

/** A range of each family at most. */
const ranges: Check = (value, path) => {
  const list = listOf(value);
  if (list.length === 0) return [required(path, "at least one CIDR required")];
  if (list.length > mostRanges) return [invalid(path, value ?? null, "may only hold up to 2 values")];
  return items(text(checkCidr))(value, path);
};

export const serviceCidrRules: Rules = {
  check: fields({ spec: fields({ cidrs: ranges }) }),
  checkChange: (next, current) => unchanged(next["spec"] ?? null, current["spec"] ?? null, "spec"),
};

const parent: Check = (value, path) =>
  value === undefined
    ? [required(path)]
    : fields({ group: filled(text(checkSubdomain)), resource: needed(), name: needed() })(value, path);

/** The name of such an object is the address. */
const ownName: Check = (value, path) =>
  !isEmpty(value) && typeof value === "string" && isIP(value) === 0
    ? [invalid(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    : [];

export const ipAddressRules: Rules = {
  check: fields({ metadata: fields({ name: ownName }), spec: fields({ parentRef: parent }) }),
  checkChange: (next, current) => unchanged(next["spec"] ?? null, current["spec"] ?? null, "spec"),
};
