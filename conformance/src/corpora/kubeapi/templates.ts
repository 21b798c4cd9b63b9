import type { JsonValue } from "@flux-ts/base";
import { isJsonObject, stringifyJson } from "@flux-ts/base";
import type { HttpResponse } from "./http.ts";
import { jsonOf } from "./http.ts";
import { resolvePointer } from "./pointer.ts";

/** Answers by the id of their step. */
export type Answers = ReadonlyMap<string, HttpResponse>;

const template = /\$\{(?:repeat:([^:]*):(\d+)|(\w+?)(h?):(\/[^}]*))\}/g;

/** Fills in what a recorded request says about earlier answers. */
export function expandText(text: string, answers: Answers): string {
  return text.replaceAll(template, (...groups: string[]) => {
    const [, repeated, count, step = "", isHeader, pointer = ""] = groups;
    if (repeated !== undefined) return repeated.repeat(Number(count));
    const answer = answers.get(step);
    if (isHeader) return answer?.headers[pointer.slice(1).toLowerCase()]?.[0] ?? "";
    const value = resolvePointer(jsonOf(answer?.text ?? ""), pointer);
    return typeof value === "string" ? value : value === undefined ? "" : stringifyJson(value);
  });
}

/** Fills in templates anywhere in a value, also those of a whole list. */
export function expandValue(value: JsonValue, answers: Answers): JsonValue {
  if (typeof value === "string") return expandText(value, answers);
  if (Array.isArray(value)) return value.map((item: JsonValue) => expandValue(item, answers));
  if (!isJsonObject(value)) return value;
  if (value["$repeatItem"] !== undefined) {
    const item = expandValue(value["$repeatItem"], answers);
    return Array.from({ length: Number(value["count"]) }, () => item);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [expandText(key, answers), expandValue(child, answers)]),
  );
}
