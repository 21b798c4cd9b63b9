import type { JsonObject, JsonValue } from "@flux-ts/base";

/**
 * A schema and the TypeScript type of what it accepts, written once. `openApi` is the structural schema as a
 * CustomResourceDefinition carries it.
 */
export interface Schema<T> {
  readonly openApi: JsonObject;
  /** Never set: carries the type. */
  readonly accepts?: T;
}

/** A property that may be absent. */
export interface OptionalProperty<T> {
  readonly optional: Schema<T>;
}

export type Infer<S> = S extends Schema<infer T> ? T : never;

type Properties = { readonly [name: string]: Schema<unknown> | OptionalProperty<unknown> };
type RequiredNames<P> = { [K in keyof P]: P[K] extends OptionalProperty<unknown> ? never : K }[keyof P];
type OptionalNames<P> = Exclude<keyof P, RequiredNames<P>>;
type Flatten<T> = { [K in keyof T]: T[K] };
type ObjectOf<P> = Flatten<
  { readonly [K in RequiredNames<P>]: P[K] extends Schema<infer T> ? T : never } & {
    readonly [K in OptionalNames<P>]?: P[K] extends OptionalProperty<infer T> ? T : never;
  }
>;

/** What every schema may say besides its type; the names are OpenAPI's. */
export interface Facets<T> {
  readonly description?: string;
  readonly default?: T;
  /** CEL rules of `x-kubernetes-validations`. */
  readonly rules?: readonly ValidationRule[];
}

export type ValidationRule = { readonly rule: string; readonly message: string };

export interface StringFacets<T extends string> extends Facets<T> {
  readonly pattern?: string;
  readonly format?: "date-time";
  readonly minLength?: number;
  readonly maxLength?: number;
}

export function string<T extends string = string>(facets: StringFacets<T> = {}): Schema<T> {
  return { openApi: { type: "string", ...keywords(facets) } };
}

/** A string out of a closed set. */
export function oneOf<const T extends readonly string[]>(values: T, facets: Facets<T[number]> = {}): Schema<T[number]> {
  return { openApi: { type: "string", enum: values, ...keywords(facets) } };
}

export function boolean(facets: Facets<boolean> = {}): Schema<boolean> {
  return { openApi: { type: "boolean", ...keywords(facets) } };
}

export interface IntegerFacets extends Facets<number> {
  readonly format?: "int32" | "int64";
  readonly minimum?: number;
  readonly maximum?: number;
}

export function integer(facets: IntegerFacets = {}): Schema<number> {
  return { openApi: { type: "integer", ...keywords(facets) } };
}

export interface ListFacets<T> extends Facets<readonly T[]> {
  readonly minItems?: number;
  readonly maxItems?: number;
  /** The fields that name an entry: server-side apply then merges entry by entry. */
  readonly keys?: readonly (keyof T & string)[];
  /** Server-side apply owns the list as a whole. */
  readonly atomic?: boolean;
}

export function list<T>(
  items: Schema<T>,
  { keys, atomic = false, ...facets }: ListFacets<T> = {},
): Schema<readonly T[]> {
  return {
    openApi: {
      type: "array",
      items: items.openApi,
      ...keywords(facets),
      ...(atomic && { "x-kubernetes-list-type": "atomic" }),
      ...(keys && { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": keys }),
    },
  };
}

/** An object with free keys and values of one type. */
export function mapOf<T>(
  values: Schema<T>,
  facets: Facets<{ readonly [key: string]: T }> = {},
): Schema<{ readonly [key: string]: T }> {
  return { openApi: { type: "object", additionalProperties: values.openApi, ...keywords(facets) } };
}

export interface ObjectFacets<T> extends Facets<T> {
  /** Server-side apply owns the object as a whole. */
  readonly atomic?: boolean;
}

export function object<const P extends Properties>(
  properties: P,
  { atomic = false, ...facets }: ObjectFacets<ObjectOf<P>> = {},
): Schema<ObjectOf<P>> {
  const required = Object.keys(properties).filter((name) => !isOptional(properties[name]));
  const schemas = Object.entries(properties).map(([name, property]) => [name, schemaOf(property).openApi]);
  return {
    openApi: {
      type: "object",
      properties: Object.fromEntries(schemas) as JsonObject,
      ...(required.length > 0 && { required: required.sort() }),
      ...keywords(facets),
      ...(atomic && { "x-kubernetes-map-type": "atomic" }),
    },
  };
}

/** Any JSON value; nothing in it is pruned. */
export function anyValue(facets: Facets<JsonValue> = {}): Schema<JsonValue> {
  return { openApi: { "x-kubernetes-preserve-unknown-fields": true, ...keywords(facets) } };
}

/** An object with any fields; nothing in it is pruned. */
export function anyObject(facets: Facets<JsonObject> = {}): Schema<JsonObject> {
  return { openApi: { type: "object", "x-kubernetes-preserve-unknown-fields": true, ...keywords(facets) } };
}

/** The same schema for another use. */
export function withDescription<T>(schema: Schema<T>, description: string): Schema<T> {
  return { openApi: { ...schema.openApi, description } };
}

export function optional<T>(schema: Schema<T>): OptionalProperty<T> {
  return { optional: schema };
}

function isOptional(property: Schema<unknown> | OptionalProperty<unknown> | undefined): boolean {
  return property !== undefined && "optional" in property;
}

function schemaOf(property: Schema<unknown> | OptionalProperty<unknown>): Schema<unknown> {
  return "optional" in property ? property.optional : property;
}

function keywords<T>({ rules, ...facets }: Facets<T>): JsonObject {
  const openApi = facets as { readonly [keyword: string]: JsonValue };
  return rules === undefined ? openApi : { ...openApi, "x-kubernetes-validations": rules };
}
