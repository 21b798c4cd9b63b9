import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { anything, flag, text, textMap, texts } from "../decode/shape.ts";
import type { StructShape } from "../decode/shape.ts";

/** What Chart.yaml says. Fields that it does not have are empty, as templates see them. */
export interface ChartMetadata {
  readonly apiVersion: string;
  readonly name: string;
  readonly version: string;
  readonly kubeVersion: string;
  readonly description: string;
  readonly type: string;
  readonly keywords: readonly string[];
  readonly home: string;
  readonly sources: readonly string[];
  readonly dependencies: readonly Dependency[];
  readonly maintainers: readonly Maintainer[];
  readonly icon: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  readonly annotations: { readonly [key: string]: string };
  readonly condition: string;
  readonly tags: string;
}

export interface Maintainer {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

/** A chart that another chart asks for. */
export interface Dependency {
  readonly name: string;
  /** A constraint. */
  readonly version: string;
  readonly repository: string;
  /** Paths of booleans in the values, separated by commas; the first one that there is decides. */
  readonly condition: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** Names below `exports`, or objects with `child` and `parent`. */
  readonly importValues: readonly JsonValue[];
  /** The name the chart goes by instead of its own. */
  readonly alias: string;
}

const maintainerShape: StructShape = {
  kind: "struct",
  type: "v2.Maintainer",
  name: "Maintainer",
  fields: { name: text, email: text, url: text },
};

const dependencyShape: StructShape = {
  kind: "struct",
  type: "v2.Dependency",
  name: "Dependency",
  fields: {
    name: text,
    version: text,
    repository: text,
    condition: text,
    tags: texts,
    enabled: flag,
    "import-values": { kind: "list", type: "[]interface {}", item: anything },
    alias: text,
  },
};

const dependenciesShape = { kind: "list", type: "[]*v2.Dependency", item: dependencyShape } as const;

export const metadataShape: StructShape = {
  kind: "struct",
  type: "v2.Metadata",
  name: "Metadata",
  fields: {
    name: text,
    home: text,
    sources: texts,
    version: text,
    description: text,
    keywords: texts,
    maintainers: { kind: "list", type: "[]*v2.Maintainer", item: maintainerShape },
    icon: text,
    apiVersion: text,
    condition: text,
    tags: text,
    appVersion: text,
    deprecated: flag,
    annotations: textMap,
    kubeVersion: text,
    dependencies: dependenciesShape,
    type: text,
  },
};

/** Only the field that says how the rest is read. */
export const chartBaseShape: StructShape = {
  kind: "struct",
  type: "loader.chartBase",
  name: "chartBase",
  fields: { apiVersion: text },
};

export const lockShape: StructShape = {
  kind: "struct",
  type: "v2.Lock",
  name: "Lock",
  fields: { generated: text, digest: text, dependencies: dependenciesShape },
};

/** Metadata with a null where the file has an empty entry: what {@link checkMetadata} refuses. */
export type LooseMetadata = Omit<ChartMetadata, "dependencies" | "maintainers"> & {
  readonly dependencies: readonly (Dependency | null)[];
  readonly maintainers: readonly (Maintainer | null)[];
};

export function toMetadata(decoded: JsonObject): LooseMetadata {
  const fields = decoded as Partial<{ [field in keyof ChartMetadata]: JsonValue }>;
  const textOf = (value: JsonValue | undefined) => (value ?? "") as string;
  return {
    apiVersion: textOf(fields.apiVersion),
    name: textOf(fields.name),
    version: textOf(fields.version),
    kubeVersion: textOf(fields.kubeVersion),
    description: textOf(fields.description),
    type: textOf(fields.type),
    keywords: toTexts(fields.keywords),
    home: textOf(fields.home),
    sources: toTexts(fields.sources),
    dependencies: toDependencies(fields.dependencies),
    maintainers: toList(fields.maintainers).map((entry) => entry && { name: "", email: "", url: "", ...entry }),
    icon: textOf(fields.icon),
    appVersion: textOf(fields.appVersion),
    deprecated: (fields.deprecated ?? false) as boolean,
    annotations: toTextMap(fields.annotations),
    condition: textOf(fields.condition),
    tags: textOf(fields.tags),
  };
}

export function toDependencies(decoded: JsonValue | undefined): readonly (Dependency | null)[] {
  return toList(decoded).map((entry) => {
    if (entry === null) return null;
    const { "import-values": importValues, tags, ...rest } = entry;
    return {
      name: "",
      version: "",
      repository: "",
      condition: "",
      enabled: false,
      alias: "",
      ...rest,
      tags: toTexts(tags),
      importValues: (importValues ?? []) as readonly JsonValue[],
    };
  });
}

function toList(decoded: JsonValue | undefined): readonly (JsonObject | null)[] {
  return (decoded ?? []) as readonly (JsonObject | null)[];
}

function toTexts(decoded: JsonValue | undefined): readonly string[] {
  return ((decoded ?? []) as readonly (string | null)[]).map((item) => item ?? "");
}

function toTextMap(decoded: JsonValue | undefined): { readonly [key: string]: string } {
  const entries = Object.entries((decoded ?? {}) as { readonly [key: string]: string | null });
  return Object.fromEntries(entries.map(([key, value]) => [key, value ?? ""]));
}

/** Chart.yaml as Helm writes it: sorted, and without what is empty. */
export function metadataToJson(metadata: ChartMetadata): JsonObject {
  const { dependencies, maintainers, ...rest } = metadata;
  return withoutEmpty({
    ...rest,
    maintainers: maintainers.map((maintainer) => withoutEmpty({ ...maintainer })),
    dependencies: dependencies.map(dependencyToJson),
  });
}

function dependencyToJson({ importValues, repository, ...rest }: Dependency): JsonObject {
  return { ...withoutEmpty({ ...rest, "import-values": importValues }), repository };
}

function withoutEmpty(fields: JsonObject): JsonObject {
  const kept: JsonObjectDraft = {};
  for (const [name, value] of Object.entries(fields)) if (!isEmpty(value)) kept[name] = value;
  return kept;
}

function isEmpty(value: JsonValue): boolean {
  if (typeof value !== "object" || value === null) return value === "" || value === false;
  return Object.keys(value).length === 0;
}
