/**
 * Whose rules decide what a text means.
 *
 * - `sigs`: `sigs.k8s.io/yaml`, as Helm, kubectl and the controllers read manifests and values.
 * - `kyaml`: kustomize, which reads manifests with the rules of `yaml.v3`.
 */
export type YamlProfile = "sigs" | "kyaml";

/** What a text may cost. Every limit is checked before the memory is taken. */
export interface YamlLimits {
  /** Collections inside of collections. */
  readonly maxDepth: number;
  /** Length of the text in UTF-16 units. */
  readonly maxLength: number;
}

export interface YamlOptions {
  /** Named in errors and positions. @default "" */
  readonly file?: string;
  /** @default "sigs" */
  readonly profile?: YamlProfile;
  /** Whether a key that a mapping has twice is an error instead of the last one winning. @default false */
  readonly strict?: boolean;
  readonly limits?: Partial<YamlLimits>;
}
