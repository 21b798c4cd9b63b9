/** The syntax tree. Every node knows the offset that messages about it name. */
export type Node = Statement | Pipe | Command | Operand;

export type Statement =
  | { readonly kind: "text"; readonly at: number; readonly text: string }
  | { readonly kind: "action"; readonly at: number; readonly pipe: Pipe }
  | Branch
  | TemplateCall
  | { readonly kind: "break" | "continue"; readonly at: number };

export interface Branch {
  readonly kind: "if" | "range" | "with";
  readonly at: number;
  readonly pipe: Pipe;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[] | undefined;
}

export interface TemplateCall {
  readonly kind: "template";
  readonly at: number;
  readonly name: string;
  readonly pipe: Pipe | undefined;
}

export interface Pipe {
  readonly kind: "pipe";
  readonly at: number;
  readonly isAssign: boolean;
  readonly variables: readonly string[];
  readonly commands: readonly Command[];
}

export interface Command {
  readonly kind: "command";
  readonly at: number;
  readonly operands: readonly Operand[];
}

export type Operand = Literal | Reference | Pipe;

export type Literal =
  | { readonly kind: "bool"; readonly at: number; readonly value: boolean }
  | { readonly kind: "nil" | "dot"; readonly at: number }
  | { readonly kind: "string"; readonly at: number; readonly value: string; readonly quoted: string }
  | NumberNode;

/** A number is everything it can be without loss: `1.0` is an integer where one is wanted. */
export interface NumberNode {
  readonly kind: "number";
  readonly at: number;
  readonly text: string;
  readonly integer: bigint | undefined;
  readonly unsigned: bigint | undefined;
  readonly float: number | undefined;
  readonly complex: { readonly real: number; readonly imaginary: number } | undefined;
}

export type Reference =
  | { readonly kind: "field"; readonly at: number; readonly names: readonly string[] }
  | { readonly kind: "variable"; readonly at: number; readonly name: string; readonly names: readonly string[] }
  | { readonly kind: "identifier"; readonly at: number; readonly name: string }
  | Chain;

/** Fields of what is in parentheses or returned by a function. */
export interface Chain {
  readonly kind: "chain";
  readonly at: number;
  readonly operand: Operand;
  readonly names: readonly string[];
}
