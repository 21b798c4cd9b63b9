/** A text with expressions in it. */
export type Template = readonly Part[];

export type Part = string | Expression;

/** `${name...}`: what is done with the value of a variable. */
export interface Expression {
  readonly name: string;
  /** Of the `$` in the text, in UTF-16 units. */
  readonly offset: number;
  readonly operation: Operation;
}

export type Operation =
  | { readonly kind: "value" }
  | { readonly kind: "length" }
  /** `:=`, `=`, `:-`, `:+` and `:?` are all the same to upstream: another text for an empty value. */
  | { readonly kind: "default"; readonly fallback: Template }
  | { readonly kind: "case"; readonly operator: string }
  | { readonly kind: "substring"; readonly start: Part; readonly length: Part | undefined }
  | { readonly kind: "trim"; readonly operator: TrimOperator; readonly pattern: Part }
  | { readonly kind: "replace"; readonly operator: ReplaceOperator; readonly from: Part; readonly to: Part };

export type TrimOperator = "#" | "##" | "%" | "%%";
export type ReplaceOperator = "/" | "//" | "/#" | "/%";
