import { KustomizeError } from "../errors.ts";
import type { Schema } from "../merge/schema.ts";
import type { ResourceId } from "./id.ts";
import { formatId } from "./id.ts";
import type { Resource } from "./resource.ts";
import { equalId } from "./scope.ts";

/** Objects in the order of the build, found by any name they have or had. No two have the same current id. */
export class ResourceSet {
  #resources: Resource[] = [];
  #byName: Map<string, Resource[]> | undefined;
  readonly #schema: () => Schema;

  /** @param schema Gives the schema that is in force when it is asked: a custom one may come in late. */
  constructor(schema: () => Schema) {
    this.#schema = schema;
  }

  get resources(): readonly Resource[] {
    return this.#resources;
  }

  get schema(): Schema {
    return this.#schema();
  }

  /** @throws KustomizeError when an object with the same current id is there. */
  append(resource: Resource): void {
    if (this.withCurrentId(resource.id).length > 0) throw alreadyRegistered(resource);
    this.#resources.push(resource);
    this.#listen(resource);
    if (this.#byName) indexNames(this.#byName, resource);
  }

  appendAll(resources: Iterable<Resource>): void {
    for (const resource of resources) this.append(resource);
  }

  /** Puts an object in the place of another. */
  replace(old: Resource, resource: Resource): void {
    this.#resources[this.#resources.indexOf(old)] = resource;
    this.#listen(resource);
    this.#byName = undefined;
  }

  /** Forgets the objects that patches have emptied. */
  dropEmpty(): void {
    if (!this.#resources.some((resource) => resource.isEmpty)) return;
    this.reset(this.#resources.filter((resource) => !resource.isEmpty));
  }

  /** Takes these objects in this order instead of its own. */
  reset(resources: readonly Resource[]): void {
    this.#resources = [...resources];
    this.#byName = undefined;
    for (const resource of resources) this.#listen(resource);
  }

  /** @throws KustomizeError when two objects have become the same one. */
  refuseDoubles(): void {
    for (const resource of this.#resources) {
      const [first, second] = this.withCurrentId(resource.id);
      if (first !== undefined && second === resource) throw alreadyRegistered(resource);
    }
  }

  /** The objects that have this id now. */
  withCurrentId(id: ResourceId): Resource[] {
    return this.named(id.name).filter((resource) => equalId(resource.id, id, this.schema));
  }

  /** The objects that have this id or had it before. */
  withAnyId(id: ResourceId): Resource[] {
    const { schema } = this;
    return this.named(id.name).filter(
      (resource) =>
        equalId(resource.id, id, schema) || resource.previousIds.some((previous) => equalId(previous, id, schema)),
    );
  }

  /** The one object that has this id or had it. @throws KustomizeError when there is none or more than one. */
  demand(id: ResourceId): Resource {
    const matches = this.withAnyId(id);
    const [match] = matches;
    if (match !== undefined && matches.length === 1) return match;
    const which = formatId(id);
    const found = matches.length === 0 ? "no" : "multiple";
    throw new KustomizeError(
      matches.length === 0 ? "no-match" : "ambiguous",
      `${found} matches for Id ${which}; failed to find unique target for patch ${which}`,
    );
  }

  /** The objects that have this name or had it, in order. */
  named(name: string): readonly Resource[] {
    if (this.#byName === undefined) {
      this.#byName = new Map();
      for (const resource of this.#resources) indexNames(this.#byName, resource);
    }
    return this.#byName.get(name) ?? [];
  }

  #listen(resource: Resource): void {
    resource.onRename(() => {
      this.#byName = undefined;
    });
  }
}

function indexNames(index: Map<string, Resource[]>, resource: Resource): void {
  const names = new Set([resource.id.name, ...resource.books.previous.map(({ name }) => name)]);
  for (const name of names) {
    const entry = index.get(name);
    if (entry) entry.push(resource);
    else index.set(name, [resource]);
  }
}

function alreadyRegistered(resource: Resource): KustomizeError {
  return new KustomizeError(
    "conflict",
    `may not add resource with an already registered id: ${formatId(resource.id)}`,
    { position: resource.origin.position },
  );
}
