import { crc32 } from "node:zlib";
import type { KubeObject } from "@flux-ts/base";
import { isJsonObject, parseJson } from "@flux-ts/base";

/**
 * Files are lines: eight hexadecimal digits of the CRC-32 of the rest, a space, a JSON object. The first line is a
 * {@link Header}. People can read them; nothing but this folder may write them.
 */
export const formatName = "flux-ts-store/1";

export interface Header {
  readonly format: string;
  readonly kind: "log" | "snapshot";
  readonly generation: number;
  /** The state the file stands on (log) or holds (snapshot). */
  readonly revision: number;
}

/** A write, or what happened to the folder. */
export type LogRecord =
  | {
      readonly kind: "put";
      readonly revision: number;
      readonly table: string;
      readonly key: string;
      readonly object: KubeObject;
    }
  /** `object` is the last state, as watchers see it. */
  | {
      readonly kind: "remove";
      readonly revision: number;
      readonly table: string;
      readonly key: string;
      readonly object: KubeObject;
    }
  | { readonly kind: "drop"; readonly revision: number; readonly table: string }
  /** A process begins at this revision. */
  | { readonly kind: "open"; readonly revision: number }
  /** It has ended and left nothing behind. */
  | { readonly kind: "close"; readonly revision: number };

/** The last line of a snapshot: it is whole. */
export interface Footer {
  readonly end: number;
}

export function headerLine(header: Header): Buffer {
  return lineOf(JSON.stringify(header));
}

/** The parts of a line of a put or a removal, around the JSON that the object has already. */
export function objectLine(
  record: Extract<LogRecord, { readonly key: string }>,
  json: Uint8Array,
): readonly Uint8Array[] {
  const { kind, revision, table, key } = record;
  const head = `${JSON.stringify({ kind, revision, table, key }).slice(0, -1)},"object":`;
  const sum = crc32("}", crc32(json, crc32(head)));
  return [Buffer.from(`${hexadecimal(sum)} ${head}`), json, objectEnd];
}

export function plainLine(record: Exclude<LogRecord, { readonly key: string }> | Footer): Buffer {
  return lineOf(JSON.stringify(record));
}

const objectEnd = Buffer.from("}\n");
const prefixLength = 9;

function lineOf(json: string): Buffer {
  return Buffer.from(`${hexadecimal(crc32(json))} ${json}\n`);
}

function hexadecimal(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}

/** The object of a line without its line end; undefined when the line is not as it was written. */
export function readLine(line: Buffer): { readonly [field: string]: unknown } | undefined {
  if (line.byteLength < prefixLength || line[8] !== 0x20) return undefined;
  const json = line.subarray(prefixLength);
  if (line.toString("latin1", 0, 8) !== hexadecimal(crc32(json))) return undefined;
  const value = parseJson(json.toString());
  return isJsonObject(value) ? value : undefined;
}

export function isHeader(
  value: { readonly [field: string]: unknown } | undefined,
): value is { readonly [field: string]: unknown } & Header {
  return typeof value?.["format"] === "string" && typeof value["generation"] === "number";
}

/** What a line of a log says; undefined when it is none that a log has. */
export function toLogRecord(value: { readonly [field: string]: unknown } | undefined): LogRecord | undefined {
  const known = value !== undefined && typeof value["revision"] === "number" && kinds.has(value["kind"] as string);
  return known ? (value as unknown as LogRecord) : undefined;
}

const kinds: ReadonlySet<string> = new Set(["put", "remove", "drop", "open", "close"]);
