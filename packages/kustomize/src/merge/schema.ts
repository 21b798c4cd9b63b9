import type { GroupVersionKind } from "@flux-ts/base";
import { formatGroupVersion, getOwn } from "@flux-ts/base";
import builtinData from "../../data/openapi.json" with { type: "json" };
import type { SchemaData, SchemaField, SchemaFields } from "./openapi.ts";

/** The schema of the kinds a build knows: how their lists merge and which of them belong to no namespace. */
export interface Schema {
  /** How an object of a kind merges, or undefined for a kind without a schema. */
  fieldsOf(apiVersion: string, kind: string): SchemaNode | undefined;
  isClusterScoped(gvk: GroupVersionKind): boolean;
}

/** The schema at one place of an object. */
export interface SchemaNode {
  readonly strategy: string;
  /** Keys of a merged list: one or more names; empty for a list of scalars. */
  readonly keys: readonly string[];
  field(name: string): SchemaNode | undefined;
  /** The schema of the items when this is a list. */
  items(): SchemaNode | undefined;
}

// The type that the compiler infers for the file has one field per kind.
const builtin = builtinData as unknown as SchemaData;
const builtinClusterScoped = new Set(builtin.clusterScoped);

/** The version of Kubernetes that the built-in schema describes: the only one `openapi.version` may name. */
export const builtinSchemaVersion = builtin.version;

/** The schema that kustomize has built in. */
export const builtinSchema: Schema = createSchema([builtin]);

/**
 * A schema over several documents; the first that knows a kind describes it.
 * Scopes of the built-in kinds hold whatever the documents say, as in the real tool.
 */
export function createSchema(documents: readonly SchemaData[]): Schema {
  const clusterScoped = new Set(documents.flatMap((document) => document.clusterScoped));
  return {
    fieldsOf: (apiVersion, kind) => {
      for (const document of documents) {
        const name = getOwn(document.kinds, `${apiVersion}/${kind}`);
        if (name !== undefined) return nodeOfDefinition(document, name);
      }
      return undefined;
    },
    isClusterScoped: (gvk) => {
      const key = `${formatGroupVersion(gvk)}/${gvk.kind}`;
      return builtinClusterScoped.has(key) || clusterScoped.has(key);
    },
  };
}

/** The documents of {@link createSchema} for a custom schema beside or instead of the built-in one. */
export function withBuiltinFirst(custom: SchemaData): Schema {
  return createSchema([builtin, custom]);
}

function nodeOfDefinition(document: SchemaData, name: string): SchemaNode {
  return nodeOfFields(document, getOwn(document.definitions, name) ?? {});
}

function nodeOfFields(document: SchemaData, fields: SchemaFields): SchemaNode {
  return {
    strategy: "",
    keys: [],
    field: (name) => {
      const field = getOwn(fields, name);
      return field && nodeOfField(document, field);
    },
    items: () => undefined,
  };
}

function nodeOfField(document: SchemaData, field: SchemaField): SchemaNode {
  const target = (): SchemaNode | undefined => {
    if (field.ref !== undefined) return nodeOfDefinition(document, field.ref);
    return field.fields && nodeOfFields(document, field.fields);
  };
  return {
    strategy: field.strategy ?? "",
    keys: field.keys ?? [],
    field: (name) => {
      if (field.in === "items") return undefined;
      return field.in === "values" ? target() : target()?.field(name);
    },
    items: () => (field.in === "items" ? target() : undefined),
  };
}
