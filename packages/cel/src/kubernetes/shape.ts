import { equalJson, getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  stringType,
  timestampType,
} from "../check/types.ts";
import type { CelType, FieldType } from "../check/types.ts";
import { parseDuration, parseTimestamp } from "../library/times.ts";
import { MapValue } from "../values/map.ts";
import { EvalError } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { escapeFieldName, isPlainFieldName } from "./field-names.ts";
import { fromJson } from "./json.ts";
import { KeyedList, LazyList, SetList } from "./list-kinds.ts";

/** What values of a schema look like to expressions. */
export interface Shape {
  readonly type: CelType;
  readonly read: (value: JsonValue) => Value;
}

export interface ShapeOptions {
  /** Begins the names of the types of objects. */
  readonly name: string;
  /** Whether it is an object of its own: its kind and name are known, whatever the schema says. */
  readonly resource?: boolean;
}

/** The shape of a structural schema; undefined where expressions cannot see the value, as its type is not known. */
export function shapeOf(schema: JsonObject, { name, resource = false }: ShapeOptions): Shape | undefined {
  if (schema["x-kubernetes-int-or-string"] === true) return anything;
  switch (schema["type"]) {
    case "boolean":
      return { type: boolType, read: fromJson };
    case "integer":
      return { type: intType, read: fromJson };
    case "number":
      return { type: doubleType, read: (value) => (typeof value === "bigint" ? Number(value) : plain(value)) };
    case "string":
      return stringShape(schema["format"]);
    case "array":
      return arrayShape(schema, name);
    case "object":
      return objectShape(schema, { name, resource: resource || schema["x-kubernetes-embedded-resource"] === true });
    default:
      return undefined;
  }
}

const anything: Shape = { type: dynType, read: fromJson };

/** A number stays a double. */
function plain(value: JsonValue): Value {
  return typeof value === "number" ? value : fromJson(value);
}

function stringShape(format: JsonValue | undefined): Shape {
  switch (format) {
    case "byte":
      return { type: bytesType, read: textReader(readBytes) };
    case "date":
      return { type: timestampType, read: textReader((text) => parseTimestamp(`${text}T00:00:00Z`)) };
    case "date-time":
      return { type: timestampType, read: textReader(parseTimestamp) };
    case "duration":
      return { type: durationType, read: textReader(parseDuration) };
    default:
      return { type: stringType, read: fromJson };
  }
}

/** Texts that are not of their format stay texts; that they are not is found by validation. */
function textReader(read: (text: string) => Value | EvalError | undefined): Shape["read"] {
  return (value) => {
    const found = typeof value === "string" ? read(value) : undefined;
    return found === undefined || found instanceof EvalError ? fromJson(value) : found;
  };
}

function readBytes(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function arrayShape(schema: JsonObject, name: string): Shape | undefined {
  const items = isJsonObject(schema["items"]) ? shapeOf(schema["items"], { name: `${name}.@idx` }) : undefined;
  if (items === undefined) return undefined;
  const make = listMaker(schema);
  return {
    type: listType(items.type),
    read: (value) => {
      if (!Array.isArray(value)) return fromJson(value);
      const list: JsonArray = value;
      return make(list.length, (index) => readOrNull(items, list[index] ?? null));
    },
  };
}

function readOrNull(shape: Shape, value: JsonValue): Value {
  return value === null ? null : shape.read(value);
}

function listMaker(schema: JsonObject): (size: number, read: (index: number) => Value) => LazyList {
  const keys = schema["x-kubernetes-list-map-keys"];
  switch (schema["x-kubernetes-list-type"]) {
    case "set":
      return (size, read) => new SetList(size, read);
    case "map": {
      const names = Array.isArray(keys) ? (keys as JsonArray).filter((key) => typeof key === "string") : [];
      return (size, read) =>
        new KeyedList(
          size,
          read,
          names.map((key) => escapeFieldName(key) ?? key),
        );
    }
    default:
      return (size, read) => new LazyList(size, read);
  }
}

function objectShape(schema: JsonObject, { name, resource }: Required<ShapeOptions>): Shape | undefined {
  const additional = schema["additionalProperties"];
  if (isJsonObject(additional)) {
    const value = shapeOf(additional, { name: `${name}.@elem` });
    if (value === undefined) return undefined;
    return { type: mapType(stringType, value.type), read: (object) => readMap(object, value) };
  }
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const fields = fieldShapes(resource ? { ...properties, ...resourceFields(properties) } : properties, name);
  const types = new Map<string, FieldType>([...fields].map(([field, { shape }]) => [field, { type: shape.type }]));
  return { type: { kind: "object", name, fields: types }, read: (object) => readObject(object, fields) };
}

const text: JsonObject = { type: "string" };

/** What every object of its own has; of its metadata only names. */
function resourceFields(properties: JsonObject): JsonObject {
  const metadata = getOwn(properties, "metadata");
  const declared = isJsonObject(metadata) && isJsonObject(metadata["properties"]) ? metadata["properties"] : {};
  return {
    apiVersion: text,
    kind: text,
    metadata: {
      type: "object",
      properties: {
        name: getOwn(declared, "name") ?? text,
        generateName: getOwn(declared, "generateName") ?? text,
      },
    },
  };
}

interface Field {
  readonly property: string;
  readonly shape: Shape;
}

/** Fields by the names that expressions give them. */
function fieldShapes(properties: JsonObject, name: string): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const [property, schema] of Object.entries(properties)) {
    const escaped = escapeFieldName(property);
    if (escaped === undefined || !isJsonObject(schema)) continue;
    const shape = shapeOf(schema, { name: `${name}.${property}` });
    if (shape === undefined) continue;
    fields.set(escaped, { property, shape });
    if (isPlainFieldName(property)) fields.set(property, { property, shape });
  }
  return fields;
}

function readObject(value: JsonValue, fields: ReadonlyMap<string, Field>): Value {
  return isJsonObject(value) ? new ObjectMap(value, fields) : fromJson(value);
}

function readMap(value: JsonValue, shape: Shape): Value {
  return isJsonObject(value) ? new TypedMap(value, shape) : fromJson(value);
}

/** An object with known fields. A field that is null is not there. */
class ObjectMap extends MapValue {
  readonly #object: JsonObject;
  readonly #fields: ReadonlyMap<string, Field>;

  constructor(object: JsonObject, fields: ReadonlyMap<string, Field>) {
    super();
    this.#object = object;
    this.#fields = fields;
  }

  get size(): number {
    return [...this.keys()].length;
  }

  get(key: Value): Value | undefined {
    const field = typeof key === "string" ? this.#fields.get(key) : undefined;
    const value = field === undefined ? undefined : getOwn(this.#object, field.property);
    return value === undefined || value === null ? undefined : field?.shape.read(value);
  }

  /** Fields that are not declared count, too. */
  override unseenEquals(other: MapValue): boolean {
    const names = this.#undeclared();
    if (!(other instanceof ObjectMap)) return names.length === 0;
    return (
      names.length === other.#undeclared().length &&
      names.every((name) => equalJson(this.#object[name], getOwn(other.#object, name)))
    );
  }

  #undeclared(): readonly string[] {
    return Object.keys(this.#object).filter((name) => !this.#fields.has(escapeFieldName(name) ?? ""));
  }

  *keys(): Generator<Value, void> {
    for (const property of Object.keys(this.#object)) {
      const name = escapeFieldName(property);
      if (name !== undefined && this.get(name) !== undefined) yield name;
    }
  }
}

/** An object whose keys are data. */
class TypedMap extends MapValue {
  readonly #object: JsonObject;
  readonly #shape: Shape;

  constructor(object: JsonObject, shape: Shape) {
    super();
    this.#object = object;
    this.#shape = shape;
  }

  get size(): number {
    return Object.keys(this.#object).length;
  }

  get(key: Value): Value | undefined {
    const value = typeof key === "string" ? getOwn(this.#object, key) : undefined;
    return value === undefined ? undefined : readOrNull(this.#shape, value);
  }

  keys(): Iterable<Value> {
    return Object.keys(this.#object);
  }
}
