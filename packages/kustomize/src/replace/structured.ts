import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, sortKeys } from "@flux-ts/base";
import { emitYaml, parseYamlDocuments } from "@flux-ts/yaml";
import type { YamlDocument } from "@flux-ts/yaml";
import { scalarText } from "../resource/value.ts";
import { joinFlowLines } from "./flow-lines.ts";

/**
 * Changes values inside of a text that holds JSON or YAML, such as a file in a ConfigMap.
 * Returns undefined when the text holds neither a map nor a list.
 */
export function updateStructuredText(text: string, update: (value: JsonValue) => JsonValue): string | undefined {
  const json = parseJsonText(text);
  if (json !== undefined) return printJson(update(json), text);
  const document = parseYamlText(text);
  if (document === undefined) return undefined;
  // The line break at the end is lost, as in the real tool.
  return joinFlowLines(editYaml(text, document, update(document.value))).replace(/\n+$/, "");
}

function parseJsonText(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The real tool indents again what has two spaces anywhere. */
function printJson(value: JsonValue, original: string): string {
  return JSON.stringify(sortKeys(value), undefined, original.includes("  ") ? 2 : undefined);
}

function parseYamlText(text: string): YamlDocument | undefined {
  try {
    const [document, ...more] = parseYamlDocuments(text, { profile: "kyaml" });
    const isStructure = document !== undefined && document.value !== null && typeof document.value === "object";
    return isStructure && more.length === 0 ? document : undefined;
  } catch {
    return undefined;
  }
}

type Path = readonly (string | number)[];

interface Change {
  readonly path: Path;
  readonly value: JsonValue;
}

/** The text with the changed scalars in the place of the old ones; printed anew when more than scalars has changed. */
function editYaml(text: string, document: YamlDocument, next: JsonValue): string {
  const changes = scalarChanges(document.value, next, []);
  const edits = changes?.map(({ path, value }) => locateEdit(text, document, path, value));
  if (edits === undefined || edits.includes(undefined)) return emitYaml(next, { sortKeys: false });
  const ordered = (edits as Edit[]).toSorted((a, b) => b.start - a.start);
  return ordered.reduce((result, { start, end, insert }) => result.slice(0, start) + insert + result.slice(end), text);
}

/** Which scalars differ, or undefined when anything else does. */
function scalarChanges(before: JsonValue, after: JsonValue, path: Path): Change[] | undefined {
  if (before === after) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    const items = after as JsonArray;
    return joinChanges(items.map((item, index) => scalarChanges(before[index] as JsonValue, item, [...path, index])));
  }
  if (isJsonObject(before) && isJsonObject(after)) return mapChanges(before, after, path);
  const areScalars = [before, after].every((value) => value !== null && typeof value !== "object");
  return areScalars ? [{ path, value: after }] : undefined;
}

function mapChanges(before: JsonObject, after: JsonObject, path: Path): Change[] | undefined {
  const names = Object.keys(after);
  if (names.length !== Object.keys(before).length) return undefined;
  return joinChanges(
    names.map((name) => {
      const old = getOwn(before, name);
      return old === undefined ? undefined : scalarChanges(old, after[name] as JsonValue, [...path, name]);
    }),
  );
}

function joinChanges(parts: readonly (Change[] | undefined)[]): Change[] | undefined {
  return parts.some((part) => part === undefined) ? undefined : (parts as Change[][]).flat();
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

const scalarToken = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:(?!\s#|:\s|[,\]}]|$)[^\n])+/my;

function locateEdit(text: string, document: YamlDocument, path: Path, value: JsonValue): Edit | undefined {
  const position = document.positionOf(path);
  if (position?.column === undefined) return undefined;
  const lineStarts = [...text.matchAll(/^/gm)].map(({ index }) => index);
  const start = (lineStarts[position.line - 1] ?? 0) + position.column - 1;
  scalarToken.lastIndex = start;
  const token = scalarToken.exec(text)?.[0];
  if (token === undefined || /^[|>&*!]/.test(token)) return undefined;
  return { start, end: start + token.trimEnd().length, insert: quoteLike(token, value) };
}

function quoteLike(token: string, value: JsonValue): string {
  if (token.startsWith('"')) return JSON.stringify(scalarText(value));
  if (token.startsWith("'")) return `'${scalarText(value).replaceAll("'", "''")}'`;
  return emitYaml(value).trimEnd();
}
