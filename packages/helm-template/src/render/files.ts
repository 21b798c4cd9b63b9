import { emitYaml } from "@flux-ts/yaml";
import { setOwn } from "@flux-ts/base";
import type { JsonObjectDraft } from "@flux-ts/base";
import { fromBytes, func, param, stringsType, typeOf, withType } from "@flux-ts/go-template";
import type { Func, GoType, Value, ValueMap } from "@flux-ts/go-template";
import type { ChartFile } from "../chart/chart.ts";
import { toBase64 } from "../functions/encoding.ts";
import { compileGlob } from "./glob.ts";

const bytesType = typeOf(new Uint8Array());

const filesType: GoType = {
  name: "engine.files",
  kind: "map",
  elem: bytesType,
  methods: {
    Get: method((files, path) => fromBytes(bytesAt(files, path))),
    GetBytes: method(bytesAt),
    Glob: method(glob),
    Lines: method((files, path) => lines(bytesAt(files, path))),
    AsConfig: (files) => func([], () => print(files as ValueMap, (bytes) => new TextDecoder().decode(bytes))),
    AsSecrets: (files) => func([], () => print(files as ValueMap, toBase64)),
  },
};

/** `.Files`: a map of bytes by path, with methods. */
export function toFiles(files: readonly ChartFile[]): ValueMap {
  const map: ValueMap = {};
  for (const { path, bytes } of files) setOwn(map, path, bytes);
  return withType(map, filesType);
}

function method(call: (files: ValueMap, path: string) => Value): (receiver: Value) => Func {
  return (receiver) => func([param.string], (path) => call(receiver as ValueMap, path));
}

function bytesAt(files: ValueMap, path: string): Uint8Array {
  return Object.hasOwn(files, path) ? (files[path] as Uint8Array) : new Uint8Array();
}

function glob(files: ValueMap, pattern: string): ValueMap {
  const matches = compileGlob(pattern);
  const found = Object.keys(files).filter(matches);
  return toFiles(found.map((path) => ({ path, bytes: bytesAt(files, path) })));
}

function lines(bytes: Uint8Array): Value {
  const text = fromBytes(bytes).replace(/\n$/, "");
  return withType(text === "" && bytes.length === 0 ? [] : text.split("\n"), stringsType);
}

/** The files by their names, as YAML to put under `data`. */
function print(files: ValueMap, toText: (bytes: Uint8Array) => string): string {
  const data: JsonObjectDraft = {};
  for (const [path, bytes] of Object.entries(files)) {
    setOwn(data, path.slice(path.lastIndexOf("/") + 1), toText(bytes as Uint8Array));
  }
  return emitYaml(data).replace(/\n$/, "");
}
