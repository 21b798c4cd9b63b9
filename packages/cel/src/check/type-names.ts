import { dynType, listType, mapType, optionalType, parseType } from "./types.ts";
import type { CelType } from "./types.ts";

/** The types that expressions can name. */
export const typeNames: ReadonlyMap<string, CelType> = new Map([
  ...["bool", "bytes", "double", "int", "null_type", "string", "uint"].map((name) => [name, parseType(name)] as const),
  ["list", listType(dynType)],
  ["map", mapType(dynType, dynType)],
  ["optional_type", optionalType(dynType)],
  ["type", { kind: "type", of: undefined }],
  ["google.protobuf.Timestamp", parseType("timestamp")],
  ["google.protobuf.Duration", parseType("duration")],
]);
