import type { KubeObject } from "@flux-ts/base";
import type { Registry } from "../registry/registry.ts";
import type { ResourceContext } from "../request/context.ts";
import type { ListOptions } from "../request/list-options.ts";
import { listedVersion, parseListOptions } from "../request/list-options.ts";
import type { Selector } from "../selector/selector.ts";
import { parseSelector } from "../selector/selector.ts";
import { badRequest, expired } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";
import type { Entry, Forgotten, Store } from "../storage/store.ts";
import type { ListMeta } from "../view/view.ts";
import { decodeContinue, encodeContinue } from "./continue-token.ts";
import type { VerbHandler } from "./verb.ts";

export const list: VerbHandler = (registry, context, view) => {
  const options = parseListOptions(context.call.query, false);
  const page = readPage(registry, context, options);
  const { body, json } = view.list(page.objects, page.meta);
  return { kind: "value", status: 200, headers: {}, body, json };
};

interface Page {
  readonly objects: readonly KubeObject[];
  readonly meta: ListMeta;
}

/** The prefix of the keys that a request is about. */
export function prefixOf({ namespace }: ResourceContext): string {
  return namespace === "" ? "" : `${namespace}/`;
}

function readPage(registry: Registry, context: ResourceContext, options: ListOptions): Page {
  const selector = selectorOf(context, options);
  const { table } = context.served.resource;
  const prefix = prefixOf(context);
  const { revision, from, exact } = startOf(registry, options);
  const entries = entriesFrom(registry.store, table, { prefix, from, ...(exact && { revision }) });
  if (isForgotten(entries)) throw pastIsGone(options);
  const { type } = context.served.version;
  const objects: KubeObject[] = [];
  const limit = limitOf(options, table);
  for (const [index, entry] of entries.entries()) {
    const object = type.fromStored(entry.object);
    if (!selector.matches(object)) continue;
    if (objects.length === limit) return cutPage(objects, entries, index, { revision, selector, prefix });
    objects.push(object);
  }
  return { objects, meta: { resourceVersion: String(revision) } };
}

/** A selector of the request, with the name in the path where there is one. */
export function selectorOf({ served, name }: ResourceContext, options: ListOptions): Selector {
  const selector = parseSelector(options, served);
  if (name === "") return selector;
  return { all: false, name, matches: (object) => object.metadata.name === name && selector.matches(object) };
}

/** Upstream keeps these in no cache. */
const uncached = "/events";

/** What comes from upstream's cache, as any state does, comes whole. */
function limitOf({ limit, resourceVersion, resourceVersionMatch }: ListOptions, table: string): number {
  const cached = resourceVersion === "0" && resourceVersionMatch !== "Exact" && table !== uncached;
  return limit > 0 && !cached ? limit : Infinity;
}

interface From {
  readonly prefix: string;
  /** The first key that counts, without the prefix. */
  readonly from: string;
  readonly revision?: number;
}

function entriesFrom(store: Store, table: string, { prefix, from, revision }: From): readonly Entry[] | Forgotten {
  // The store begins after a key: the nearest that it can be told is the same without its last character.
  const after = from === "" ? "" : prefix + from.slice(0, -1);
  const entries = store.list(table, { prefix, after, ...(revision !== undefined && { revision }) });
  if (isForgotten(entries)) return entries;
  const first = entries.findIndex(({ key }) => key >= prefix + from);
  return first < 0 ? [] : entries.slice(first);
}

interface Cut {
  readonly prefix: string;
  readonly revision: number;
  readonly selector: Selector;
}

function cutPage(objects: readonly KubeObject[], entries: readonly Entry[], index: number, cut: Cut): Page {
  const last = entries[index - 1] as Entry;
  const meta = {
    resourceVersion: String(cut.revision),
    continue: encodeContinue(cut.revision, last.key.slice(cut.prefix.length)),
  };
  // Only without a selector is it known how many follow.
  return { objects, meta: cut.selector.all ? { ...meta, remainingItemCount: entries.length - index } : meta };
}

interface Start {
  readonly revision: number;
  /** The first key of the page, below the prefix. */
  readonly from: string;
  /** Whether the state of that revision is asked for, not the newest. */
  readonly exact: boolean;
}

function startOf({ store }: Registry, options: ListOptions): Start {
  const asked = listedVersion(options);
  if (options.continue !== "") {
    const { revision, from } = decodeContinue(options.continue);
    if (asked > 0) throw badRequest("specifying resource version is not allowed when using continue");
    if (revision > store.revision) throw tooLarge(revision, store.revision);
    const newest = revision < 0;
    return { revision: newest ? store.revision : revision, from, exact: !newest };
  }
  if (asked > store.revision) throw tooLarge(asked, store.revision);
  // A limit with a resource version means that very version, unless the client says otherwise.
  const exact =
    options.resourceVersionMatch === "Exact" || (asked > 0 && options.limit > 0 && options.resourceVersionMatch === "");
  return { revision: exact ? asked : store.revision, from: "", exact };
}

/** The client has seen a newer state than there is: another server's, or one from before a restart. */
export function tooLarge(asked: number, current: number): StatusError {
  const why = "Too large resource version";
  return new StatusError({
    code: 504,
    reason: "Timeout",
    message: `Timeout: ${why}: ${asked}, current: ${current}`,
    details: { causes: [{ reason: "ResourceVersionTooLarge", message: why }], retryAfterSeconds: 1 },
    headers: { "retry-after": "1" },
  });
}

function pastIsGone(options: ListOptions): StatusError {
  return expired(
    options.continue === ""
      ? "The resourceVersion for the provided list is too old."
      : "The provided continue parameter is too old to display a consistent list result. You can start a new list " +
          "without the continue parameter.",
  );
}

export function isForgotten(result: readonly unknown[] | Forgotten): result is Forgotten {
  return "forgotten" in result;
}
