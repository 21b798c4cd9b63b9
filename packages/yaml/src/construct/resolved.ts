/** What a scalar means: its type as YAML knows it, and its value. Floats may be infinite or not a number. */
export type Resolved =
  | { readonly tag: "!!null"; readonly value: null }
  | { readonly tag: "!!bool"; readonly value: boolean }
  | { readonly tag: "!!int"; readonly value: number | bigint }
  | { readonly tag: "!!float"; readonly value: number }
  | { readonly tag: "!!str" | "!!timestamp" | "!!merge"; readonly value: string };
