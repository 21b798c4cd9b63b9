import type { JsonObject } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";
import type { BuiltinSchemas } from "@flux-ts/kube-schema";
import type { Definition } from "../crd/definition.ts";
import type { PathHandler } from "../handler.ts";
import type { Call } from "../request/call.ts";
import type { Reply } from "../request/reply.ts";
import type { Catalog } from "../resources/catalog.ts";
import type { Store } from "../storage/store.ts";
import { builtinDocument } from "./builtin.ts";
import { chosenType, createDocument, sendDocument } from "./document.ts";
import type { Document } from "./document.ts";
import { encodeVersionThree } from "./message-three.ts";
import { encodeVersionTwo } from "./message-two.ts";
import type { CustomKind } from "./custom.ts";
import { customDocument } from "./custom.ts";
import type { Schemas } from "./reachable.ts";
import { versionTwo } from "./version-two.ts";

interface OpenApiOptions {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly schemas: readonly BuiltinSchemas[];
  /** Milliseconds since 1970: what the documents say of their age. */
  readonly startedAt: number;
}

/** The OpenAPI documents: an index and one document per group version, and all of them as one of version 2. */
export function openApiPaths(options: OpenApiOptions): PathHandler {
  const builtin = new Map(options.schemas.map((schemas) => [pathOf(schemas.groupVersion), builtinEntry(schemas)]));
  let documents: ReadonlyMap<string, Document> | undefined;
  let all: Document | undefined;
  options.catalog.onChange(() => {
    documents = undefined;
    all = undefined;
  });
  const lastModified = new Date(options.startedAt).toUTCString();
  return ({ path }, call) => {
    if (!path.startsWith("/openapi/")) return undefined;
    documents ??= new Map([...rootEntries(options.catalog), ...builtin, ...customEntries(options)]);
    if (path === "/openapi/v3" || path === "/openapi/v3/") return indexReply(documents, lastModified);
    if (path === "/openapi/v2") return wholeReply((all ??= wholeDocument(documents)), call, lastModified);
    const name = path.slice("/openapi/v3/".length);
    return documentReply(name, path.startsWith("/openapi/v3/") ? documents.get(name) : undefined, call, lastModified);
  };
}

/** `api/v1`, `apis/apps/v1`: the place of a group version. */
function pathOf(groupVersion: string): string {
  return groupVersion.includes("/") ? `apis/${groupVersion}` : `api/${groupVersion}`;
}

function documentOf(seed: string, make: () => JsonObject): Document {
  return createDocument(seed, make, encodeVersionThree);
}

function builtinEntry(schemas: BuiltinSchemas): Document {
  return documentOf(`builtin ${schemas.groupVersion}`, () => builtinDocument(schemas));
}

/** Paths above the group versions have documents without schemas. */
function rootEntries(catalog: Catalog): readonly (readonly [string, Document])[] {
  const groups = new Set(catalog.all().map(({ group }) => (group === "" ? "api" : `apis/${group}`)));
  const roots = ["apis", "version", "openid/v1/jwks", ".well-known/openid-configuration", ...groups];
  return roots.map((path) => [path, documentOf(`root ${path}`, () => emptyDocument)] as const);
}

const emptyDocument: JsonObject = {
  openapi: "3.0.0",
  info: { title: "Kubernetes", version: "1.36" },
  paths: {},
  components: {},
};

function customEntries(options: OpenApiOptions): readonly (readonly [string, Document])[] {
  const kinds = new Map<string, CustomKind[]>();
  for (const { definition: name, group, versions } of options.catalog.all()) {
    const entry =
      name === undefined ? undefined : options.store.get("apiextensions.k8s.io/customresourcedefinitions", name);
    const definition = entry?.object as Definition | undefined;
    for (const version of definition?.spec.versions ?? []) {
      if (definition === undefined || !versions.has(version.name)) continue;
      const path = `apis/${group}/${version.name}`;
      kinds.set(path, [...(kinds.get(path) ?? []), { definition, version }]);
    }
  }
  return [...kinds].map(([path, served]) => [path, customEntry(served, options.schemas)] as const);
}

function customEntry(kinds: readonly CustomKind[], schemas: readonly BuiltinSchemas[]): Document {
  const seed = kinds.map(({ definition }) => stringifyJson(definition.spec as unknown as JsonObject)).join();
  return documentOf(seed, () => customDocument(kinds, sharedSchemas(schemas)));
}

/** Custom resources are served by the same part of the server as their definitions: its schemas count first. */
function sharedSchemas(schemas: readonly BuiltinSchemas[]): Schemas {
  const own = schemas.filter(({ groupVersion }) => groupVersion === "apiextensions.k8s.io/v1");
  return Object.assign({}, ...[...schemas, ...own].map(({ definitions }) => definitions)) as Schemas;
}

function indexReply(documents: ReadonlyMap<string, Document>, lastModified: string): Reply {
  const paths = [...documents]
    .map(([path, { hash }]) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = stringifyJson({ paths: Object.fromEntries(paths) });
  return { kind: "text", status: 200, headers: { "last-modified": lastModified }, text };
}

const empty = { kind: "text", headers: {}, text: "" } as const;

function documentReply(name: string, document: Document | undefined, call: Call, lastModified: string): Reply {
  if (document === undefined) return { ...empty, status: 404 };
  const type = chosenType(call, "v3");
  if (type === undefined) return { ...empty, status: 406 };
  const { hash } = document;
  const asked = call.query.get("hash");
  if (asked !== null && asked !== hash) {
    const location = `/openapi/v3/${name}?hash=${hash}`;
    return { ...empty, status: 301, headers: { "content-type": type, etag: `"${hash}"`, location } };
  }
  const cache = asked === null ? {} : { "cache-control": "public, immutable" };
  return sendDocument(document, type, call, { ...cache, "last-modified": lastModified });
}

function wholeDocument(documents: ReadonlyMap<string, Document>): Document {
  const all = [...documents.values()];
  const seed = all.map(({ hash }) => hash).join();
  return createDocument(seed, () => versionTwo(all.map((document) => document.value())), encodeVersionTwo);
}

function wholeReply(document: Document, call: Call, lastModified: string): Reply {
  const type = chosenType(call, "v2");
  return type === undefined
    ? { ...empty, status: 406 }
    : sendDocument(document, type, call, { "last-modified": lastModified });
}
