import type { ScalarStyle } from "../scan/tokens.ts";

/** A node of a document as it is written, before anybody decides what its scalars mean. */
export type YamlNode = AnchoredNode | AliasNode;

/** What an alias can stand for. */
export type AnchoredNode = ScalarNode | SequenceNode | MappingNode;

interface NodeBase {
  readonly offset: number;
  /** 0-based. */
  readonly line: number;
  /** With `!!` written out; "" when none is given. */
  readonly tag: string;
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly text: string;
  /** Only a plain text may be more than a string. */
  readonly style: ScalarStyle;
}

export interface SequenceNode extends NodeBase {
  readonly kind: "sequence";
  readonly items: YamlNode[];
  readonly flow: boolean;
}

export interface MappingNode extends NodeBase {
  readonly kind: "mapping";
  /** Keys and values in turn. */
  readonly items: YamlNode[];
  readonly flow: boolean;
}

export interface AliasNode extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
  readonly target: AnchoredNode;
}
