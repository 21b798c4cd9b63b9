import { cloneJson, getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import { quote } from "../quote.ts";
import { parseUrl, UrlError } from "../url.ts";
import { vocabulariesOf } from "./dialect.ts";
import type { Dialect } from "./dialect.ts";
import { SchemaDocument } from "./document.ts";
import type { Place, Resource } from "./document.ts";
import { draftAt, latestDraft, metaUrls } from "./drafts.ts";
import type { Draft } from "./drafts.ts";
import { SchemaError } from "./error.ts";
import { draft2019 } from "./meta/draft-2019.ts";
import { draft2020 } from "./meta/draft-2020.ts";
import { draft4 } from "./meta/draft-4.ts";
import { draft6, draft7 } from "./meta/draft-7.ts";
import { parsePointer } from "./pointer.ts";
import { resolveUrl, splitFragment } from "./uri.ts";

/** Gives the schema at an address. */
export type LoadSchema = (url: string) => JsonValue;

/** Whatever is taken into the library. */
export type Admit = (place: Place) => void;

/** The documents that schemas refer to, each loaded when it is first asked for. */
export class SchemaLibrary {
  readonly #documents = new Map<string, SchemaDocument>();
  readonly #load: LoadSchema;
  readonly #admit: Admit;
  /** Addresses of documents that are being read. */
  readonly #reading = new Set<string>();
  readonly #resolved = new WeakMap<Resource, Map<string, Place>>();

  /** `admit` is told of every schema that is read as one, and throws when it must not be. */
  constructor(load: LoadSchema, admit: Admit) {
    this.#load = load;
    this.#admit = admit;
  }

  /** @throws SchemaError when it can be no document */
  add(url: string, schema: JsonValue): Place {
    const dialect = dialects[latestDraft];
    this.#reading.add(url);
    const document = new SchemaDocument(url, schema, { dialect, findDialect: (meta) => this.#dialectAt(meta) });
    this.#reading.delete(url);
    this.#documents.set(url, document);
    this.#admit(document.root);
    return document.root;
  }

  /** The schema of the schemas of a dialect. */
  metaSchema({ url }: Dialect): Place {
    return this.#documentAt(url);
  }

  /**
   * The schema that a reference leads to.
   *
   * @throws SchemaError when nothing is there
   */
  resolve(reference: string, { resource }: Place): Place {
    const resolved = this.#resolved.get(resource) ?? new Map<string, Place>();
    this.#resolved.set(resource, resolved);
    const found = resolved.get(reference) ?? this.#find(reference, resource);
    resolved.set(reference, found);
    return found;
  }

  #find(reference: string, resource: Resource): Place {
    checkReference(reference);
    const to = splitFragment(reference);
    const url = to.url === "" ? resource.url : resolveUrl(resource.url, to.url);
    const root = resource.document.resourceAt(url) ?? this.#documentAt(url);
    const fragment = decode(to.fragment);
    if (fragment === "") return root;
    const address = `${url}#${to.fragment}`;
    if (fragment.startsWith("/")) return this.#pointTo(root, fragment);
    const found = root.resource.anchors.get(fragment);
    if (found !== undefined) return found;
    throw new SchemaError(`anchor in ${quote(address)} not found in schema ${quote(root.resource.document.url)}`);
  }

  #pointTo(root: Place, pointer: string): Place {
    const tokens = parsePointer(pointer);
    const address = `${root.resource.document.url}#${root.pointer}${pointer}`;
    if (tokens === undefined) throw new SchemaError(`invalid json-pointer ${quote(address)}`);
    const { document } = root.resource;
    const found = document.find(root, tokens);
    if (found === undefined) throw new SchemaError(`json-pointer in ${quote(address)} not found`);
    if (isJsonObject(found.schema) && document.placeOf(found.schema) !== undefined) return found;
    document.adopt(found);
    this.#admit(found);
    return (isJsonObject(found.schema) && document.placeOf(found.schema)) || found;
  }

  #dialectAt(reference: string): Dialect {
    const url = splitFragment(reference).url;
    const draft = draftAt(url);
    if (draft !== undefined) return dialects[draft];
    // A schema of schemas that is one of its own says nothing about itself.
    if (this.#reading.has(url)) throw new SchemaError(`draft ${quote(url)} is not supported`);
    const { resource } = this.#documentAt(url);
    return { draft: resource.dialect.draft, url, vocabularies: vocabulariesOf(resource.schema) };
  }

  #documentAt(url: string): Place {
    const known = this.#documents.get(url) ?? standard().get(url.replace(/^https?:/, "")) ?? this.#anywhere(url);
    return known instanceof SchemaDocument ? known.root : (known ?? this.add(url, this.#load(url)));
  }

  /** A schema that has the address in another document. */
  #anywhere(url: string): Place | undefined {
    for (const document of this.#documents.values()) {
      const found = document.resourceAt(url);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function checkReference(reference: string): void {
  try {
    parseUrl(reference);
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    throw new SchemaError(`error in parsing ${quote(reference)}: ${error.message}`, { cause: error });
  }
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch (error) {
    if (error instanceof URIError) return fragment;
    throw error;
  }
}

function dialectOf(draft: Draft): Dialect {
  return { draft, url: metaUrls[draft], vocabularies: undefined };
}

const dialects: { readonly [draft in Draft]: Dialect } = {
  4: dialectOf(4),
  6: dialectOf(6),
  7: dialectOf(7),
  2019: dialectOf(2019),
  2020: dialectOf(2020),
};

let documents: ReadonlyMap<string, SchemaDocument> | undefined;

/** The schemas of schemas, by their addresses without `http:` or `https:`. */
function standard(): ReadonlyMap<string, SchemaDocument> {
  documents ??= new Map(
    [draft4, draft6, draft7, ...draft2019, ...draft2020].map((schema) => {
      const url = splitFragment((getOwn(schema, "$id") ?? getOwn(schema, "id")) as string).url;
      const findDialect = (meta: string) => dialects[draftAt(meta) ?? latestDraft];
      // Their parts are shared: every place needs an object of its own.
      const document = new SchemaDocument(url, cloneJson(schema), { dialect: dialects[latestDraft], findDialect });
      return [url.replace(/^https?:/, ""), document];
    }),
  );
  return documents;
}
