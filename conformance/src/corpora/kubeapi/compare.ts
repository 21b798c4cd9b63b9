import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { HttpHeaders, HttpResponse } from "./http.ts";
import { jsonOf } from "./http.ts";
import type { Matcher } from "./match.ts";
import { resolvePointer } from "./pointer.ts";
import type { RecordedResponse, Selection } from "./recorded.ts";
import { tidy } from "./tidy.ts";

interface Comparison {
  readonly wanted: RecordedResponse;
  readonly answer: HttpResponse;
  readonly select: readonly Selection[];
  readonly matcher: Matcher;
}

/** What differs between a recorded answer and ours. */
export function compareAnswer({ wanted, answer, select, matcher }: Comparison): readonly string[] {
  const { status, headers, body, text, events, keys } = wanted;
  const got = jsonOf(answer.text);
  if (status !== undefined && status !== answer.status) {
    return [`wanted status ${status}, got ${answer.status}: ${answer.text.slice(0, 400)}`];
  }
  return [
    ...(headers ? matcher.differences(headers, keptHeaders(answer.headers), "headers") : []),
    ...(body === undefined ? [] : matcher.differences(tidy(body), got && tidy(select.reduce(selected, got)), "body")),
    ...(text === undefined ? [] : matcher.differences(text, answer.text, "text")),
    ...(events ? matcher.differences(tidy(events), tidy(eventsOf(answer.text)), "events") : []),
    ...(keys === undefined ? [] : matcher.differences(keys, keysOf(got), "keys")),
  ];
}

/** The headers that were recorded where they came, by the names of the recording. */
const kept = ["Content-Type", "Warning", "Retry-After", "Location", "Cache-Control", "Etag", "Allow", "Last-Modified"];

function keptHeaders(headers: HttpHeaders): JsonObject {
  const entries = kept.flatMap((name): readonly (readonly [string, JsonValue])[] => {
    const values = headers[name.toLowerCase()];
    if (values === undefined) return [];
    return [[name, name === "Warning" ? values : values.join(", ")]];
  });
  return Object.fromEntries(entries);
}

function selected(body: JsonValue, select: Selection): JsonValue {
  if (select.pointers !== undefined) {
    return Object.fromEntries(select.pointers.map((pointer) => [pointer, resolvePointer(body, pointer) ?? null]));
  }
  if (select.pointer !== undefined) return resolvePointer(body, select.pointer) ?? null;
  if (select.list === undefined || !isJsonObject(body)) return body;
  const field = select.list.slice(1);
  const list = body[field];
  if (!Array.isArray(list)) return body;
  const items: readonly JsonValue[] = list;
  const isKept = (item: JsonValue) => select.in?.includes(resolvePointer(item, select.key ?? "") ?? null) ?? true;
  return { ...body, [field]: items.filter(isKept) };
}

/** The events of a watch without the bookmarks that come at any time; when there is nothing else the first stays. */
function eventsOf(text: string): readonly JsonValue[] {
  const events = text.split("\n").flatMap((line) => (line === "" ? [] : [jsonOf(line) ?? line]));
  const lasting = events.filter((event) => !isPassingBookmark(event));
  return lasting.length === 0 ? events.slice(0, 1) : lasting;
}

function isPassingBookmark(event: JsonValue): boolean {
  if (!isJsonObject(event) || event["type"] !== "BOOKMARK") return false;
  const end = resolvePointer(event, "/object/metadata/annotations/k8s.io~1initial-events-end");
  return end !== "true";
}

function keysOf(body: JsonValue | undefined): readonly string[] | null {
  return isJsonObject(body) ? Object.keys(body).toSorted() : null;
}
