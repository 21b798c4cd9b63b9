// Devices that pods claim.
import { isJsonObject } from "@flux-ts/base";
import { duplicate, invalid, missing, required } from "@flux-ts/kube-schema";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import { internalForm } from "../internal/internal-form.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, distinct, fields, given, items, listOf, neededText, read, text } from "./check.ts";

const origin: Check = (value, path) => {
  const claim = isJsonObject(value) ? value : {};
  const origins = ["resourceClaimName", "resourceClaimTemplateName"].filter((field) => claim[field] !== undefined);
  if (origins.length === 1) return [];
  const why =
    origins.length === 0
      ? "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
      : "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified";
  return [invalid(path, internalForm("PodResourceClaim", claim), why)];
};

const names = fields({
  name: neededText(checkLabel),
  resourceClaimName: given(text(checkSubdomain)),
  resourceClaimTemplateName: given(text(checkSubdomain)),
});

/** The claims of a pod, each by a name of its own. */
export const podClaims: Check = all(items(all(names, origin)), distinct("name"));

export function claimNames(spec: Parameters<Check>[0]): readonly string[] {
  return listOf(read(spec, "resourceClaims")).map((claim) => scalarText(read(claim, "name")));
}

/** References to the claims of a pod, each of them once. */
export function claimReferences(claims: readonly string[]): Check {
  const known = claims.length === 0 ? " which is empty" : `: ${claims.join(", ")}`;
  return (value, path) => {
    const seen = new Set<string>();
    return listOf(value).flatMap((reference, index) => {
      const field = `${path}[${index}]`;
      const name = scalarText(read(reference, "name") ?? "");
      const request = scalarText(read(reference, "request") ?? "");
      if (name === "") return [required(field)];
      const key = request === "" ? name : `${name}/${request}`;
      const repeated = seen.has(key);
      seen.add(key);
      if (repeated) return [duplicate(field, key)];
      if (claims.includes(name)) return [];
      return [missing(field, name, `must be one of the names in pod.spec.resourceClaims${known}`)];
    });
  };
}
