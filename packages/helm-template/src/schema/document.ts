import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { Dialect } from "./dialect.ts";
import { allSchemas, keywordOf } from "./drafts.ts";
import { SchemaError } from "./error.ts";
import { childOf, escapeToken } from "./pointer.ts";
import { quote } from "../quote.ts";
import { resolveUrl, splitFragment } from "./uri.ts";

/** A schema with an address of its own: what lies in it refers to others from there. */
export interface Resource {
  readonly url: string;
  readonly document: SchemaDocument;
  readonly schema: JsonValue;
  readonly dialect: Dialect;
  readonly anchors: Map<string, Place>;
}

/** A schema with where it lies. */
export interface Place {
  readonly schema: JsonValue;
  readonly resource: Resource;
  /** From the root of its document. */
  readonly pointer: string;
}

/** Gives the dialect that `$schema` names. */
export type FindDialect = (url: string) => Dialect;

/** A file of schemas: where each lies, and what it is known by. */
export class SchemaDocument {
  readonly url: string;
  readonly root: Place;
  readonly #findDialect: FindDialect;
  readonly #resources = new Map<string, Place>();
  readonly #places = new Map<JsonObject, Place>();

  /** @throws SchemaError when two schemas have one name, or `$schema` names what cannot be had */
  constructor(url: string, schema: JsonValue, { dialect, findDialect }: DocumentOptions) {
    this.url = url;
    this.#findDialect = findDialect;
    const own = dialectOf(schema, dialect, findDialect);
    const resource = { url, document: this, schema, dialect: own, anchors: new Map<string, Place>() };
    const root = { schema, resource, pointer: "" };
    this.#resources.set(url, root);
    this.#index(root);
    // Whoever has an id is known by it too, and refers to others from there.
    this.root = (isJsonObject(schema) && this.#places.get(schema)) || root;
    this.#resources.set(url, this.root);
  }

  /** Where a schema of the document lies that was found in it. */
  placeOf(schema: JsonObject): Place | undefined {
    return this.#places.get(schema);
  }

  resourceAt(url: string): Place | undefined {
    return this.#resources.get(url);
  }

  /** What is under a schema by the tokens of a pointer, be it where no keyword looks for schemas. */
  find(from: Place, tokens: readonly string[]): Place | undefined {
    let place = from;
    for (const token of tokens) {
      const value = childOf(place.schema, token);
      if (value === undefined) return undefined;
      const known = isJsonObject(value) ? this.#places.get(value) : undefined;
      const pointer = `${place.pointer}/${escapeToken(token)}`;
      place = known ?? { schema: value, resource: place.resource, pointer };
    }
    return place;
  }

  /** Takes in a schema that lies where no keyword looks for schemas. */
  adopt(place: Place): void {
    if (isJsonObject(place.schema) && !this.#places.has(place.schema)) this.#index(place);
  }

  #index(place: Place, depth = 0): void {
    const { schema } = place;
    if (!isJsonObject(schema)) return;
    if (depth > maxDepth) throw new SchemaError("the schema is nested too deep");
    const own = this.#withOwnResource(place, schema);
    this.#places.set(schema, own);
    this.#collectAnchors(own, schema);
    for (const [tokens, inner] of allSchemas(schema, own.resource.dialect)) {
      const pointer = `${own.pointer}/${tokens.map(escapeToken).join("/")}`;
      this.#index({ schema: inner, resource: own.resource, pointer }, depth + 1);
    }
  }

  #withOwnResource(place: Place, schema: JsonObject): Place {
    const inherited = place.resource;
    const named = hasId(schema) ? dialectOf(schema, inherited.dialect, this.#findDialect) : inherited.dialect;
    // A schema is of another draft only where it has an id in that draft.
    const dialect = idOf(schema, named) === undefined ? inherited.dialect : named;
    const id = idOf(schema, dialect);
    if (id === undefined || splitFragment(id).url === "") return place;
    if (/%(?![0-9A-Fa-f]{2})/.test(id))
      throw new SchemaError(`error in parsing id at ${quote(`${this.url}#${place.pointer}`)}`);
    const url = resolveUrl(inherited.url, splitFragment(id).url);
    const known = this.#resources.get(url);
    if (known !== undefined && known.schema !== schema) {
      const places = `${quote(place.pointer)} and ${quote(known.pointer)}`;
      throw new SchemaError(`duplicate id ${quote(url)} in ${quote(this.url)} at ${places}`);
    }
    const resource = { url, document: this, schema, dialect, anchors: new Map<string, Place>() };
    const own = { ...place, resource };
    this.#resources.set(url, own);
    return own;
  }

  #collectAnchors(place: Place, schema: JsonObject): void {
    const { dialect, anchors } = place.resource;
    const id = idOf(schema, dialect);
    const names = ["$anchor", "$dynamicAnchor"].map((keyword) => keywordOf(schema, keyword, dialect));
    // Up to draft 7, an id that is a fragment only is an anchor.
    if (dialect.draft <= 7 && id?.startsWith("#")) names.push(id.slice(1));
    for (const name of names) {
      if (typeof name !== "string") continue;
      const known = anchors.get(name);
      if (known !== undefined && known.schema !== schema) {
        const places = `${quote(known.pointer)} and ${quote(place.pointer)}`;
        throw new SchemaError(`duplicate anchor ${quote(name)} in ${quote(this.url)} at ${places}`);
      }
      anchors.set(name, place);
    }
  }
}

/** How deep schemas may lie in each other. */
const maxDepth = 300;

interface DocumentOptions {
  /** Of schemas that name none. */
  readonly dialect: Dialect;
  readonly findDialect: FindDialect;
}

function hasId(schema: JsonObject): boolean {
  return ["id", "$id"].some((keyword) => typeof getOwn(schema, keyword) === "string");
}

function idOf(schema: JsonObject, dialect: Dialect): string | undefined {
  // Up to draft 7, what stands beside a reference says nothing.
  if (dialect.draft <= 7 && Object.hasOwn(schema, "$ref")) return undefined;
  const id = keywordOf(schema, dialect.draft === 4 ? "id" : "$id", dialect);
  return typeof id === "string" ? id : undefined;
}

function dialectOf(schema: JsonValue, otherwise: Dialect, findDialect: FindDialect): Dialect {
  const url = isJsonObject(schema) ? getOwn(schema, "$schema") : undefined;
  return typeof url === "string" ? findDialect(url) : otherwise;
}
