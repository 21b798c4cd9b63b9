import type { JsonValue } from "@flux-ts/base";

/**
 * Whose choices of style the text follows.
 *
 * - `sigs`: `sigs.k8s.io/yaml`: long texts are folded at 80 columns.
 * - `kustomize`: `kustomize build`: nothing is folded.
 */
export type YamlEmitProfile = "sigs" | "kustomize";

export interface YamlEmitOptions {
  /** @default "sigs" */
  readonly profile?: YamlEmitProfile;
  /** Whether keys are sorted as Go sorts map keys; otherwise they keep their order. @default true */
  readonly sortKeys?: boolean;
}

/** Prints a value as one YAML document, byte for byte as the Go tools print it, with a line break at its end. */
export function emitYaml(value: JsonValue, options?: YamlEmitOptions): string {
  throw new TypeError(`Not written yet: ${typeof value} ${options?.profile}`);
}
