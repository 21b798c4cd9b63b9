import type { KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";

/** Fills in the names that follow from others, and how versions are converted. */
export function defaultDefinition(object: KubeObject): KubeObject {
  const spec = object["spec"];
  if (!isJsonObject(spec) || !isJsonObject(spec["names"])) return object;
  const { names, conversion = { strategy: "None" } } = spec;
  const { kind } = names;
  const derived = typeof kind === "string" ? { singular: kind.toLowerCase(), listKind: `${kind}List` } : {};
  const given = Object.fromEntries(Object.entries(names).filter(([, name]) => name !== ""));
  return { ...object, spec: { ...spec, names: { ...derived, ...given }, conversion } };
}
