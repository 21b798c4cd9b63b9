import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject, parseGroupVersion } from "@flux-ts/base";
import type { YamlDocument } from "@flux-ts/yaml";
import { parseYamlDocuments, YamlError } from "@flux-ts/yaml";
import type { Definition } from "../crd/definition.ts";
import { keyOf } from "../registry/registry.ts";
import { loadBuiltinResources } from "../resources/builtin.ts";
import type { Resource } from "../resources/resource.ts";
import { tableOf } from "../resources/resource.ts";
import type { Store } from "../storage/store.ts";
import { SnapshotError } from "./errors.ts";

export interface ImportOptions {
  /** Named in errors. */
  readonly file: string;
}

/** Snapshots may be large: they come from the user, not from a client. */
const longestText = 2 ** 29;

/**
 * Fills an empty store with what {@link exportSnapshot} wrote, before a server is started on it: objects keep their
 * uids, times, status and field owners; resource versions are given anew. Either all of it is written or nothing.
 *
 * @returns how many objects there are.
 * @throws SnapshotError when the store is not empty or the text is no snapshot.
 */
export async function importSnapshot(store: Store, text: string, { file }: ImportOptions): Promise<number> {
  if (store.tables().some((table) => (store.list(table) as readonly unknown[]).length > 0)) {
    throw new SnapshotError(`cannot import "${file}": the cluster is not empty; import into a new one`);
  }
  const documents = parse(text, file);
  const placing = new Placing(await loadBuiltinResources(), documents.map(({ value }) => value).filter(isDefinition));
  const placed = new Map<string, Placed>();
  for (const document of documents) {
    const at = placing.place(document.value);
    if (typeof at === "string") throw new SnapshotError(`${whereOf(file, document)}: ${at}`);
    const id = `${at.table} ${at.key}`;
    if (placed.has(id)) throw new SnapshotError(`${whereOf(file, document)}: it is there twice`);
    placed.set(id, at);
  }
  for (const { table, key, object } of placed.values()) store.put(table, key, object, undefined);
  return placed.size;
}

interface Placed {
  readonly table: string;
  readonly key: string;
  readonly object: KubeObject;
}

function parse(text: string, file: string): readonly YamlDocument[] {
  try {
    return parseYamlDocuments(text, { file, limits: { maxLength: longestText } });
  } catch (error) {
    if (error instanceof YamlError)
      throw new SnapshotError(`cannot import "${file}": ${error.message}`, { cause: error });
    throw error;
  }
}

function whereOf(file: string, { value, line }: YamlDocument): string {
  const { kind = "", metadata } = isJsonObject(value) ? value : {};
  const { namespace = "", name = "" } = isJsonObject(metadata) ? metadata : {};
  const parts = [kind, namespace, name].flatMap((part) => (typeof part === "string" && part !== "" ? part : []));
  return `cannot import "${file}", line ${line}: ${parts.join("/") || "a document"}`;
}

function isDefinition(value: JsonValue): value is Definition {
  return isJsonObject(value) && value["kind"] === "CustomResourceDefinition" && isJsonObject(value["spec"]);
}

/** Where objects lie in a store, by their kind. */
class Placing {
  readonly #builtin = new Map<string, Resource>();
  readonly #definitions = new Map<string, Definition>();

  constructor(builtin: readonly Resource[], definitions: readonly Definition[]) {
    for (const resource of builtin) {
      for (const version of resource.versions.keys()) {
        this.#builtin.set(`${resource.group}/${version} ${resource.kind}`, resource);
      }
    }
    for (const definition of definitions) {
      const { group, names } = definition.spec;
      this.#definitions.set(`${group} ${names.kind}`, definition);
    }
  }

  /** Where an object belongs, in the form that is stored there; a text says why it cannot be. */
  place(value: JsonValue): Placed | string {
    if (!isJsonObject(value) || typeof value["apiVersion"] !== "string" || typeof value["kind"] !== "string") {
      return "it is no Kubernetes object: it has no apiVersion and kind";
    }
    const missing = missingMetadata(value);
    if (missing !== undefined) {
      return `metadata.${missing} is missing, so it is no part of a snapshot; apply manifests to a running cluster instead`;
    }
    const { group, version } = parseGroupVersion(value["apiVersion"]);
    const resource = this.#builtin.get(`${group}/${version} ${value["kind"]}`);
    if (resource !== undefined) return placeBuiltin(value, resource, version);
    const definition = this.#definitions.get(`${group} ${value["kind"]}`);
    if (definition !== undefined) return placeCustom(value as unknown as KubeObject, definition, version);
    return `no such kind in ${value["apiVersion"]}: it is not built in, and no CustomResourceDefinition of the file defines it`;
  }
}

function missingMetadata({ metadata }: JsonObject): string | undefined {
  const known = isJsonObject(metadata) ? metadata : {};
  return ["name", "uid", "creationTimestamp"].find((field) => typeof known[field] !== "string" || known[field] === "");
}

function placeBuiltin(value: JsonObject, resource: Resource, version: string): Placed | string {
  const type = resource.versions.get(version)?.type;
  if (type === undefined) return `there is no version ${version} of it`;
  const outcome = type.decode(value, "json");
  if (!outcome.decoded) return outcome.message;
  return placedAt(resource.table, resource.namespaced, type.toStored(outcome.object));
}

function placeCustom(object: KubeObject, { spec }: Definition, version: string): Placed | string {
  if (!spec.versions.some(({ name }) => name === version))
    return `its CustomResourceDefinition has no version ${version}`;
  return placedAt(tableOf(spec.group, spec.names.plural), spec.scope === "Namespaced", object);
}

function placedAt(table: string, namespaced: boolean, object: KubeObject): Placed | string {
  const { namespace = "", name } = object.metadata;
  if (namespaced && namespace === "") return "metadata.namespace is missing";
  return { table, key: keyOf(namespaced ? namespace : "", name), object };
}
