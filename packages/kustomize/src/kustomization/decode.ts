import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { equalJson, isJsonObject, setOwn } from "@flux-ts/base";
import type { KustomizeError } from "../errors.ts";

/** What a field of a configuration may hold, and what Go calls it in errors. */
export type FieldType =
  /** `within` names the structs between that Go embeds: it names them in errors. Texts in there are not coerced. */
  | { readonly is: "string" | "bool" | "int" | "any"; readonly goName?: string; readonly within?: readonly string[] }
  | { readonly is: "list" | "map"; readonly of: FieldType; readonly within?: readonly string[] }
  | {
      readonly is: "struct";
      readonly goName: string;
      readonly fields: () => StructFields;
      readonly within?: readonly string[];
    };

export type StructFields = { readonly [name: string]: FieldType };

export const string: FieldType = { is: "string" };
export const bool: FieldType = { is: "bool" };
export const int: FieldType = { is: "int" };
export const any: FieldType = { is: "any" };
export const strings: FieldType = { is: "list", of: string };
export const stringMap: FieldType = { is: "map", of: string };

/** Fields of structs that Go embeds. */
export function embedded(within: readonly string[], fields: StructFields): StructFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [name, { ...type, within: [...within, ...(type.within ?? [])] }]),
  );
}

export function listOf(of: FieldType): FieldType {
  return { is: "list", of };
}

export function struct(goName: string, fields: StructFields): FieldType {
  return { is: "struct", goName, fields: () => fields };
}

export interface DecodeOptions {
  /** Whether unknown fields are faults. */
  readonly strict: boolean;
  /** Whether numbers and booleans become texts where texts are due, as `sigs.k8s.io/yaml` does it. */
  readonly coerce?: boolean;
}

/** A field that does not fit. */
export interface DecodeFault {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

interface Place {
  /** The innermost struct, as Go names it in errors. */
  readonly struct: string;
  /** Keys without list indices: what Go prints. */
  readonly names: readonly string[];
  readonly path: readonly (string | number)[];
}

/**
 * Reads a value as Go's `encoding/json` reads it into a struct: keys match in any case, null is nothing, unknown
 * fields and other types are faults. The faults come in the order in which Go meets them: it reports the first.
 */
export function decode(
  value: JsonValue,
  type: FieldType,
  options: DecodeOptions,
): { readonly value: JsonValue; readonly faults: readonly DecodeFault[] } {
  const decoder = new Decoder(options);
  const place: Place = { struct: type.is === "struct" ? type.goName : "", names: [], path: [] };
  return { value: decoder.read(value, type, place) ?? null, faults: decoder.faults };
}

/** Lists without faults by the type of their items: the built-in field specs go through every kustomization. */
const decodedLists = new WeakMap<JsonArray, FieldType>();

class Decoder {
  readonly faults: DecodeFault[] = [];
  readonly #options: DecodeOptions;

  constructor(options: DecodeOptions) {
    this.#options = options;
  }

  read(value: JsonValue, type: FieldType, place: Place): JsonValue | undefined {
    if (value === null) return undefined;
    switch (type.is) {
      case "any":
        return value;
      case "string":
        return this.#readString(value, type, place);
      case "bool":
        return typeof value === "boolean" ? value : this.#mismatch(value, type, place);
      case "int":
        return Number.isInteger(value) ? value : this.#mismatch(value, type, place);
      case "list":
        return Array.isArray(value) ? this.#readList(value, type.of, place) : this.#mismatch(value, type, place);
      case "map":
        return isJsonObject(value) ? this.#readMap(value, type.of, place) : this.#mismatch(value, type, place);
      case "struct":
        return isJsonObject(value) ? this.#readStruct(value, type, place) : this.#mismatch(value, type, place);
    }
  }

  #readString(value: JsonValue, type: FieldType, place: Place): JsonValue | undefined {
    if (typeof value === "string") return value;
    if (this.#options.coerce && type.within === undefined && typeof value !== "object") return String(value);
    return this.#mismatch(value, type, place);
  }

  #readList(items: JsonArray, of: FieldType, place: Place): JsonValue {
    if (decodedLists.get(items) === of) return items;
    const faultsBefore = this.faults.length;
    const list = items.map(
      (item, index) => this.read(item, of, { ...place, path: [...place.path, index] }) ?? zeroValue(of),
    );
    if (this.faults.length > faultsBefore) return list;
    // Most items are as they should be: the list that was given stays the one that others have worked on already.
    const result = equalJson(list, items) ? items : list;
    decodedLists.set(result, of);
    return result;
  }

  #readMap(map: JsonObject, of: FieldType, place: Place): JsonValue {
    const result: JsonObjectDraft = {};
    for (const key of Object.keys(map).sort()) {
      const value = this.read(map[key] as JsonValue, of, { ...place, path: [...place.path, key] });
      setOwn(result, key, value ?? zeroValue(of));
    }
    return result;
  }

  #readStruct(map: JsonObject, type: Extract<FieldType, { is: "struct" }>, place: Place): JsonValue {
    const fields = type.fields();
    const result: JsonObjectDraft = {};
    for (const key of Object.keys(map).sort()) {
      const name = findField(fields, key);
      const path = [...place.path, key];
      if (name === undefined) {
        if (this.#options.strict) this.faults.push({ message: `json: unknown field ${JSON.stringify(key)}`, path });
        continue;
      }
      const field = fields[name] as FieldType;
      const inner = { struct: type.goName, names: [...place.names, ...(field.within ?? []), name], path };
      const value = this.read(map[key] as JsonValue, field, inner);
      if (value !== undefined) setOwn(result, name, value);
    }
    return result;
  }

  #mismatch(value: JsonValue, type: FieldType, { struct, names, path }: Place): undefined {
    const field = names.length === 0 ? "value" : `struct field ${struct}.${names.join(".")}`;
    const message = `json: cannot unmarshal ${jsonKind(value, type)} into Go ${field} of type ${goType(type)}`;
    this.faults.push({ message, path });
  }
}

function findField(fields: StructFields, key: string): string | undefined {
  if (Object.hasOwn(fields, key)) return key;
  const lower = key.toLowerCase();
  return Object.keys(fields).find((name) => name.toLowerCase() === lower);
}

function jsonKind(value: JsonValue, type: FieldType): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "object") return "object";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  return type.is === "int" ? `number ${value}` : "number";
}

function goType(type: FieldType): string {
  switch (type.is) {
    case "list":
      return `[]${goType(type.of)}`;
    case "map":
      return `map[string]${goType(type.of)}`;
    case "struct":
      return `types.${type.goName}`;
    case "int":
      return type.goName ?? "int64";
    case "any":
      return "interface {}";
    default:
      return type.goName ?? type.is;
  }
}

/** What Go leaves where null stands in a list or map. */
function zeroValue(type: FieldType): JsonValue {
  switch (type.is) {
    case "string":
      return "";
    case "bool":
      return false;
    case "int":
      return 0;
    case "struct":
      return {};
    default:
      return null;
  }
}

/** The value, or the first fault as a failure. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the type that its schema describes
export function demandDecoded<T>(result: ReturnType<typeof decode>, fail: (fault: DecodeFault) => KustomizeError): T {
  const [fault] = result.faults;
  if (fault) throw fail(fault);
  return result.value as T;
}
