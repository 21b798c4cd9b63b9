import type { JsonValue } from "@flux-ts/base";
import { emitYaml } from "@flux-ts/yaml";

/** A value as error texts show it: YAML with keys in the order they were written. */
export function formatNode(value: JsonValue | undefined): string {
  return emitYaml(value ?? null, { profile: "kustomize", sortKeys: false });
}
