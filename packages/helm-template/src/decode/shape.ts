/** What a Go struct expects of JSON. `type` is the Go type that messages name. */
export type Shape = ScalarShape | ListShape | MapShape | StructShape;

export interface ScalarShape {
  readonly kind: "string" | "bool" | "any";
  readonly type: string;
}

export interface ListShape {
  readonly kind: "list";
  readonly type: string;
  readonly item: Shape;
}

export interface MapShape {
  readonly kind: "map";
  readonly type: string;
  readonly value: Shape;
}

export interface StructShape {
  readonly kind: "struct";
  readonly type: string;
  /** The type's name without its package; "" for types without a name. */
  readonly name: string;
  /** By the name a field has in JSON. */
  readonly fields: { readonly [field: string]: Shape };
}

export const text: ScalarShape = { kind: "string", type: "string" };
export const flag: ScalarShape = { kind: "bool", type: "bool" };
export const anything: ScalarShape = { kind: "any", type: "interface {}" };
export const texts: ListShape = { kind: "list", type: "[]string", item: text };
export const textMap: MapShape = { kind: "map", type: "map[string]string", value: text };
export const anyMap: MapShape = { kind: "map", type: "map[string]interface {}", value: anything };
