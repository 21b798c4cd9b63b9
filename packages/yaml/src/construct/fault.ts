import type { YamlNode } from "../compose/node.ts";

/** A node that has no JSON value. */
export class ConstructFault extends Error {
  readonly code: "unsupported" | "excessive-aliasing" | "duplicate-key";
  readonly node: YamlNode;

  constructor(code: ConstructFault["code"], text: string, node: YamlNode) {
    super(text);
    this.code = code;
    this.node = node;
  }
}
