import type { JsonObject, SourcePosition } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import type { ResourceId } from "./id.ts";
import { gvkFrom } from "./id.ts";
import type { Schema } from "../merge/schema.ts";
import { effectiveNamespace } from "./scope.ts";
import { spreadChanges } from "./shared-scalars.ts";
import type { SharedScalar } from "./shared-scalars.ts";
import { fieldText, scalarText, withField } from "./value.ts";

/** Which builtin or configured plugin made or changed an object, as `buildMetadata` shows it. */
export interface PluginOrigin {
  /** The kustomization or configuration file, relative to the directory that was built. */
  readonly configuredIn: string;
  readonly configuredBy: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name?: string;
    readonly namespace?: string;
  };
}

/** Where an object comes from. */
export interface Origin {
  /** The manifest relative to the directory that was built, for an object that was read and not generated. */
  readonly path?: string;
  readonly repo?: string;
  readonly ref?: string;
  readonly generator?: PluginOrigin;
  /** Where its text starts; for generated objects the kustomization that asks for it. */
  readonly position?: SourcePosition;
}

/** What a generated object does with an existing one of the same identity. */
export type Behavior = "unspecified" | "create" | "replace" | "merge";

/** What a build knows of an object beside its fields. */
export interface Bookkeeping {
  /** What it was called before each rename, the oldest first. Its kind may differ; group and version never do. */
  readonly previous: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[];
  /** Prefixes and suffixes that were put on its name, in order: they tell apart copies of a base. */
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  readonly needsHash: boolean;
  /** Undefined for an object that was not generated. */
  readonly behavior: Behavior | undefined;
  readonly allowsNameChange: boolean;
  readonly allowsKindChange: boolean;
}

export const noBookkeeping: Bookkeeping = {
  previous: [],
  prefixes: [],
  suffixes: [],
  needsHash: false,
  behavior: undefined,
  allowsNameChange: false,
  allowsKindChange: false,
};

/**
 * An object on its way through a build. Its values are never changed in place: whoever changes a field replaces
 * {@link object}, so that overlays share what they do not touch.
 */
export class Resource {
  #object: JsonObject;
  #id: ResourceId | undefined;
  #onRename: (() => void) | undefined;
  #books: Bookkeeping;
  #shared: readonly SharedScalar[] = [];
  origin: Origin;
  /** The plugins that ran over it, in order. */
  changedBy: readonly PluginOrigin[] = [];

  constructor(object: JsonObject, origin: Origin = {}, books: Bookkeeping = noBookkeeping) {
    this.#object = object;
    this.origin = origin;
    this.#books = books;
  }

  get object(): JsonObject {
    return this.#object;
  }

  set object(object: JsonObject) {
    if (object === this.#object) return;
    const before = this.#id;
    if (this.#shared.length === 0) {
      this.#object = object;
    } else {
      ({ object: this.#object, shared: this.#shared } = spreadChanges(this.#object, object, this.#shared));
    }
    if (before === undefined) return;
    this.#id = undefined;
    if (before.name !== this.id.name) this.#onRename?.();
  }

  get books(): Bookkeeping {
    return this.#books;
  }

  record(books: Partial<Bookkeeping>): void {
    const known = new Set([this.id.name, ...this.#books.previous.map(({ name }) => name)]);
    this.#books = { ...this.#books, ...books };
    if (books.previous?.some(({ name }) => !known.has(name))) this.#onRename?.();
  }

  /** Calls back when the object has or had other names than before. One set at a time listens. */
  onRename(listener: () => void): void {
    this.#onRename = listener;
  }

  /** What it is called now. */
  get id(): ResourceId {
    return (this.#id ??= idOf(this.#object));
  }

  /** What its manifest called it. */
  get originalId(): ResourceId {
    const [first] = this.#books.previous;
    return first ? { ...this.id, ...first } : this.id;
  }

  /** What it was called before, the oldest first. */
  get previousIds(): readonly ResourceId[] {
    return this.#books.previous.map((previous) => ({ ...this.id, ...previous }));
  }

  get metadata(): JsonObject {
    const metadata = getOwn(this.#object, "metadata");
    return isJsonObject(metadata) ? metadata : {};
  }

  /** Whether a patch has taken everything out of it. */
  get isEmpty(): boolean {
    return Object.keys(this.#object).length === 0;
  }

  /** Remembers what it is called now, before it is renamed. */
  storeId(schema: Schema): void {
    const { kind, name } = this.id;
    this.record({
      previous: [...this.#books.previous, { kind, name, namespace: effectiveNamespace(this.id, schema) }],
    });
  }

  /** Forgets what it was called and where it came from, but not where its text is. */
  forgetBooks(): void {
    this.#books = noBookkeeping;
    this.#onRename?.();
    this.forgetChanges();
  }

  /** Forgets what made and what changed it, but not where its text is. */
  forgetChanges(): void {
    this.origin = this.origin.position ? { position: this.origin.position } : {};
    this.changedBy = [];
  }

  setMetadata(name: string, value: JsonObject | string | undefined): void {
    this.object = withField(this.#object, "metadata", withField(this.metadata, name, value));
  }

  /** Notes places that hold one scalar: from now on they change together. */
  shareScalar(places: SharedScalar): void {
    this.#shared = [...this.#shared, places];
  }

  /** Takes an object that was read anew: it shares no scalars. */
  replaceObject(object: JsonObject): void {
    this.#shared = [];
    this.object = object;
  }

  copy(): Resource {
    const copy = new Resource(this.#object, this.origin, this.#books);
    copy.#shared = this.#shared;
    copy.changedBy = this.changedBy;
    return copy;
  }
}

function idOf(object: JsonObject): ResourceId {
  const metadata = getOwn(object, "metadata");
  const fields = isJsonObject(metadata) ? metadata : {};
  return {
    ...gvkFrom(scalarText(getOwn(object, "apiVersion")), scalarText(getOwn(object, "kind"))),
    name: textOf(fields, "name"),
    namespace: textOf(fields, "namespace"),
  };
}

function textOf(map: JsonObject, name: string): string {
  return getOwn(map, name) === null ? "" : fieldText(map, name);
}
