import type { JsonValue } from "@flux-ts/base";
import { isJsonObject, parseJson } from "@flux-ts/base";
import { parseYaml, YamlError } from "@flux-ts/yaml";
import { unsupportedMediaType } from "../status/errors.ts";
import type { Call } from "./call.ts";
import { headerOf } from "./call.ts";
import { duplicateFields } from "./duplicate-fields.ts";
import { jsonSyntaxError } from "./go-json.ts";
import { jsonLimitProblem } from "./json-limits.ts";

/** A body that was read; `problem` says in upstream's words why it could not be. */
export type Body =
  | {
      readonly ok: true;
      readonly value: JsonValue;
      readonly text: string;
      readonly duplicates: () => readonly string[];
    }
  | { readonly ok: false; readonly text: string; readonly problem: string };

const mediaTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** The media type of a body without its parameters. */
export function mediaTypeOf({ headers }: Call): string {
  return (headerOf(headers, "content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** @throws StatusError (415) when the body is of a type nobody can read. */
export function readBody(call: Call): Body {
  const type = mediaTypeOf(call);
  if (type === "" || type === "application/json") return readJson(call);
  if (type === "application/yaml") return readYaml(call);
  throw unsupportedMediaType(mediaTypes);
}

export function readJson({ body }: Call): Body {
  if (isGiven(body)) return { ok: true, value: body.value, text: "", duplicates: () => [] };
  const text = textOf(body);
  const limit = jsonLimitProblem(text);
  if (limit !== undefined) return { ok: false, text, problem: limit };
  const value = tryParse(text);
  if (value === undefined) return { ok: false, text, problem: jsonSyntaxError(text) ?? "invalid JSON" };
  return { ok: true, value, text, duplicates: () => duplicateFields(text, value) };
}

/** Reads YAML, of which JSON is a part. */
export function readYaml({ body }: Call): Body {
  if (isGiven(body)) return { ok: true, value: body.value, text: "", duplicates: () => [] };
  const text = textOf(body);
  const json = jsonLimitProblem(text) === undefined ? tryParse(text) : undefined;
  if (json !== undefined) return { ok: true, value: json, text, duplicates: () => duplicateFields(text, json) };
  try {
    return { ok: true, value: parseYaml(text), text, duplicates: () => duplicatesInYaml(text) };
  } catch (error) {
    if (error instanceof YamlError) return { ok: false, text, problem: error.message };
    throw error;
  }
}

function duplicatesInYaml(text: string): readonly string[] {
  try {
    parseYaml(text, { strict: true });
    return [];
  } catch (error) {
    if (error instanceof YamlError) return [error.message];
    throw error;
  }
}

function isGiven(body: Call["body"]): body is { readonly value: JsonValue } {
  return body !== undefined && !(body instanceof Uint8Array);
}

function textOf(body: Uint8Array | undefined): string {
  return body === undefined ? "" : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** An object's `apiVersion` or `kind` as a body says it; `""` when it does not. */
export function typeField(value: JsonValue, field: "apiVersion" | "kind"): string {
  const text = isJsonObject(value) ? value[field] : undefined;
  return typeof text === "string" ? text : "";
}
