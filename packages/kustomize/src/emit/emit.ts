import { emitYaml } from "@flux-ts/yaml";
import type { BuiltObject } from "../build.ts";

/** The objects as `kustomize build` prints them: YAML documents with `---` between them. */
export function emit(objects: readonly BuiltObject[]): string {
  return objects.map(({ object }) => emitYaml(object)).join("---\n");
}
