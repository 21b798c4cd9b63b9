import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import type { Draft } from "./drafts.ts";

/** The language that a schema is written in. */
export interface Dialect {
  readonly draft: Draft;
  /** Where the schema of its schemas lies. */
  readonly url: string;
  /** Names of the vocabularies, as `validation`, in a language that is no draft itself. */
  readonly vocabularies: ReadonlySet<string> | undefined;
}

const all = new Set(["core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content"]);

/** The vocabularies that a schema of schemas says its schemas have: all when it says nothing. */
export function vocabulariesOf(meta: JsonValue): ReadonlySet<string> {
  const named = isJsonObject(meta) ? getOwn(meta, "$vocabulary") : undefined;
  if (!isJsonObject(named)) return all;
  const standard = Object.keys(named).map(
    (url) => /^https:\/\/json-schema\.org\/draft\/[^/]+\/vocab\/(.+)$/.exec(url)?.[1],
  );
  return new Set(standard.filter((name) => name !== undefined));
}
