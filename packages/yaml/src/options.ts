/**
 * Whose rules decide what a text means.
 *
 * - `sigs`: `sigs.k8s.io/yaml`, as Helm, kubectl and the controllers read manifests and values.
 * - `kyaml`: kustomize, which reads manifests with the rules of `yaml.v3`.
 */
export type YamlProfile = "sigs" | "kyaml";

/** What a text may cost. What aliases may cost is fixed: as much as in go-yaml. */
export interface YamlLimits {
  /** Collections inside of collections. @default 1000 */
  readonly maxDepth: number;
  /** Length of the text in UTF-16 units. @default 64 Mi */
  readonly maxLength: number;
}

export interface YamlOptions {
  /** Named in errors and positions. @default "" */
  readonly file?: string;
  /** @default "sigs" */
  readonly profile?: YamlProfile;
  /** Whether a key that a mapping has twice is an error instead of the last one winning; for `kyaml` it always is, unless it is noted. @default false */
  readonly strict?: boolean;
  /**
   * Whether what JSON cannot hold is kept: infinite numbers as such; other keys than texts, keys that are there again and
   * fields without value as notes of their mapping, see `notesOf`. For `kyaml`. @default false
   */
  readonly notes?: boolean;
  readonly limits?: Partial<YamlLimits>;
}

export type CompleteOptions = Required<Omit<YamlOptions, "limits">> & { readonly limits: YamlLimits };

const defaultLimits: YamlLimits = { maxDepth: 1000, maxLength: 64 * 1024 * 1024 };

export function completeOptions(options: YamlOptions): CompleteOptions {
  return {
    file: options.file ?? "",
    profile: options.profile ?? "sigs",
    strict: options.strict ?? false,
    notes: options.notes ?? false,
    limits: { ...defaultLimits, ...options.limits },
  };
}
