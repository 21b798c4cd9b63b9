import type { KubeObject } from "@flux-ts/base";
import type { Registry } from "../registry/registry.ts";
import type { ResourceContext } from "../request/context.ts";
import type { ListOptions } from "../request/list-options.ts";
import { parseListOptions, parseResourceVersion } from "../request/list-options.ts";
import type { Selector } from "../selector/selector.ts";
import { parseSelector } from "../selector/selector.ts";
import { expired } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";
import type { Entry, Forgotten } from "../storage/store.ts";
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
  const { revision, after, exact } = startOf(registry, options);
  const { table } = context.served.resource;
  const entries = registry.store.list(table, { prefix: prefixOf(context), after, ...(exact && { revision }) });
  if ("forgotten" in entries) throw pastIsGone(options);
  const { type } = context.served.version;
  const objects: KubeObject[] = [];
  const limit = options.limit > 0 ? options.limit : Infinity;
  for (const [index, entry] of entries.entries()) {
    const object = type.fromStored(entry.object);
    if (!selector.matches(object)) continue;
    if (objects.length === limit) return cutPage(objects, entries, index, { revision, selector });
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

interface Cut {
  readonly revision: number;
  readonly selector: Selector;
}

function cutPage(objects: readonly KubeObject[], entries: readonly Entry[], index: number, cut: Cut): Page {
  const last = entries[index - 1] as Entry;
  const meta = { resourceVersion: String(cut.revision), continue: encodeContinue(cut.revision, last.key) };
  // Only without a selector is it known how many follow.
  return { objects, meta: cut.selector.all ? { ...meta, remainingItemCount: entries.length - index } : meta };
}

interface Start {
  readonly revision: number;
  readonly after: string;
  /** Whether the state of that revision is asked for, not the newest. */
  readonly exact: boolean;
}

function startOf({ store }: Registry, options: ListOptions): Start {
  if (options.continue !== "") {
    const { revision, key } = decodeContinue(options.continue);
    const newest = revision < 0;
    return { revision: newest ? store.revision : revision, after: key, exact: !newest };
  }
  const asked = parseResourceVersion(options.resourceVersion);
  if (asked > store.revision) throw tooLarge(asked, store.revision);
  // A limit with a resource version means that very version, unless the client says otherwise.
  const exact =
    options.resourceVersionMatch === "Exact" || (asked > 0 && options.limit > 0 && options.resourceVersionMatch === "");
  return { revision: exact ? asked : store.revision, after: "", exact };
}

/** The client has seen a newer state than there is: another server's, or one from before a restart. */
export function tooLarge(asked: number, current: number): StatusError {
  const why = "Too large resource version";
  return new StatusError({
    code: 504,
    reason: "Timeout",
    message: `${why}: ${asked}, current: ${current}`,
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
