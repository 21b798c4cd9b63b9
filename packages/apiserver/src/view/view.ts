import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { WatchEvent } from "../request/reply.ts";
import { encodeEvent, encodeList, encodeOnce } from "./encode.ts";

export type ListMeta = {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
};

/** A body as a value and, when asked for, as JSON that is shared with other answers. */
export interface Shown {
  readonly body: JsonObject;
  readonly json: () => readonly Uint8Array[];
}

/** What a client sees of objects, as its `Accept` header asks: whole, metadata only, or as rows. */
export interface View {
  object(object: KubeObject): Shown;
  list(objects: readonly KubeObject[], meta: ListMeta): Shown;
  /** Remembers what it made, so that all watchers of one view share one line. */
  event(type: WatchEvent["type"], object: KubeObject): WatchEvent;
  /** An event without an object of its own: where the watch has come to. */
  bookmark(resourceVersion: string, annotations?: { readonly [key: string]: string }): WatchEvent;
}

export function show(body: JsonObject): Shown {
  return { body, json: () => [encodeOnce(body)] };
}

export function showList(head: JsonObject, items: readonly JsonObject[]): Shown {
  return { body: { ...head, items }, json: () => encodeList(head, items) };
}

/** An event that is printed when somebody asks for its line, and then once. */
export function watchEvent(type: WatchEvent["type"], object: JsonObject): WatchEvent {
  let line: Uint8Array | undefined;
  return { type, value: { type, object }, line: () => (line ??= encodeEvent(type, object)) };
}

/** Makes events of objects through `shape` and remembers them by object and type. */
export function rememberEvents(
  shape: (object: KubeObject) => JsonObject,
): (type: WatchEvent["type"], object: KubeObject) => WatchEvent {
  const events = new WeakMap<KubeObject, Map<WatchEvent["type"], WatchEvent>>();
  return (type, object) => {
    let ofObject = events.get(object);
    if (ofObject === undefined) events.set(object, (ofObject = new Map()));
    let event = ofObject.get(type);
    if (event === undefined) ofObject.set(type, (event = watchEvent(type, shape(object))));
    return event;
  };
}
