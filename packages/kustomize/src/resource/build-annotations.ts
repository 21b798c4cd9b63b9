import type { JsonObject } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import type { Behavior, Bookkeeping } from "./resource.ts";
import { noBookkeeping, Resource } from "./resource.ts";
import { textMap, withField } from "./value.ts";

const prefix = "internal.config.kubernetes.io/";

/** The annotations in which the real tool keeps its books while it builds. */
const names = {
  kinds: `${prefix}previousKinds`,
  names: `${prefix}previousNames`,
  namespaces: `${prefix}previousNamespaces`,
  prefixes: `${prefix}prefixes`,
  suffixes: `${prefix}suffixes`,
  refBy: `${prefix}refBy`,
  behavior: `${prefix}generatorBehavior`,
  needsHash: `${prefix}needsHashSuffix`,
  nameChange: `${prefix}allowNameChange`,
  kindChange: `${prefix}allowKindChange`,
} as const;
const allNames: ReadonlySet<string> = new Set(Object.values(names));

/** The object as the real tool shows it in errors: with its books. */
export function annotatedObject(resource: Resource): JsonObject {
  return withBooks(resource.object, resource);
}

/** An object with the books of a resource. */
export function withBooks(object: JsonObject, { books }: Resource): JsonObject {
  const metadata = metadataOf(object);
  const { previous, prefixes, suffixes } = books;
  const list = (texts: readonly string[]): string => texts.filter((text) => text !== "").join(",");
  const all: [name: string, value: string][] = [
    [names.kinds, list(previous.map(({ kind }) => kind))],
    [names.names, list(previous.map(({ name }) => name))],
    [names.namespaces, list(previous.map(({ namespace }) => namespace))],
    [names.prefixes, list(prefixes)],
    [names.suffixes, list(suffixes)],
    [names.behavior, books.behavior ?? ""],
    [names.needsHash, books.needsHash ? "enabled" : ""],
  ];
  const entries = all.filter(([, value]) => value !== "");
  if (entries.length === 0) return object;
  const annotations = { ...textMap(getOwn(metadata, "annotations")), ...Object.fromEntries(entries) };
  return withField(object, "metadata", withField(metadata, "annotations", annotations));
}

/** Whether an object says what it was called before. */
export function hasBooks(object: JsonObject): boolean {
  const annotations = getOwn(metadataOf(object), "annotations");
  return isJsonObject(annotations) && Object.hasOwn(annotations, names.names);
}

export function withoutBooks(object: JsonObject): JsonObject {
  return withoutAnnotations({ object, metadata: metadataOf(object) }, (name) => allNames.has(name));
}

function metadataOf(object: JsonObject): JsonObject {
  const metadata = getOwn(object, "metadata");
  return isJsonObject(metadata) ? metadata : {};
}

/** A resource of an object that brings books along: manifests may, and recorded cases do. */
export function adoptObject(object: JsonObject): Resource {
  const resource = new Resource(object);
  const annotations = textMap(getOwn(resource.metadata, "annotations"));
  if (!Object.keys(annotations).some((name) => allNames.has(name))) return resource;
  const list = (name: string): string[] => (annotations[name] ? annotations[name].split(",") : []);
  const [kinds, namespaces] = [list(names.kinds), list(names.namespaces)];
  const books: Bookkeeping = {
    ...noBookkeeping,
    previous: list(names.names).map((name, index) => ({
      kind: kinds[index] ?? resource.id.kind,
      name,
      namespace: namespaces[index] ?? "",
    })),
    prefixes: list(names.prefixes),
    suffixes: list(names.suffixes),
    needsHash: annotations[names.needsHash] === "enabled",
    behavior: annotations[names.behavior] as Behavior | undefined,
    allowsNameChange: annotations[names.nameChange] === "enabled",
    allowsKindChange: annotations[names.kindChange] === "enabled",
  };
  return new Resource(withoutBooks(object), {}, books);
}

/** The object without some of its annotations, and without an empty map of them. */
export function withoutAnnotations(
  { object, metadata }: Pick<Resource, "object" | "metadata">,
  isDropped: (name: string) => boolean,
): JsonObject {
  const annotations = getOwn(metadata, "annotations");
  if (annotations === undefined) return Object.hasOwn(object, "metadata") ? object : { ...object, metadata };
  const kept = Object.entries(textMap(annotations)).filter(([name]) => !isDropped(name));
  const next = kept.length === 0 ? undefined : Object.fromEntries(kept);
  return withField(object, "metadata", withField(metadata, "annotations", next));
}
