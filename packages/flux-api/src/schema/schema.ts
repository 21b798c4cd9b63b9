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

export interface ListFacets<T> extends Facets<T> {
  readonly minItems?: number;
  readonly maxItems?: number;
}

export function list<T>(items: Schema<T>, facets: ListFacets<readonly T[]> = {}): Schema<readonly T[]> {
  return { openApi: { type: "array", items: items.openApi, ...keywords(facets) } };
}

/** An object with free keys and values of one type. */
export function mapOf<T>(
  values: Schema<T>,
  facets: Facets<{ readonly [key: string]: T }> = {},
): Schema<{ readonly [key: string]: T }> {
  return { openApi: { type: "object", additionalProperties: values.openApi, ...keywords(facets) } };
}

export function object<const P extends Properties>(
  properties: P,
  facets: Facets<ObjectOf<P>> = {},
): Schema<ObjectOf<P>> {
  const required = Object.keys(properties).filter((name) => !isOptional(properties[name]));
  const schemas = Object.entries(properties).map(([name, property]) => [name, schemaOf(property).openApi]);
  return {
    openApi: {
      type: "object",
      properties: Object.fromEntries(schemas) as JsonObject,
      ...(required.length > 0 && { required: required.sort() }),
      ...keywords(facets),
    },
  };
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
