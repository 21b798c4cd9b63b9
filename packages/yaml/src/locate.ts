import type { SourcePosition } from "@flux-ts/base";
import type { AnchoredNode, MappingNode, YamlNode } from "./compose/node.ts";
import { isMergeKey, mergeSources } from "./construct/merge.ts";
import { keyOf } from "./construct/keys.ts";
import type { YamlProfile } from "./options.ts";
import type { Piece } from "./split.ts";

/** The node at a path of keys and indices, through aliases and merge keys. */
export function findNode(
  root: YamlNode,
  path: readonly (string | number)[],
  profile: YamlProfile,
): AnchoredNode | undefined {
  let node: AnchoredNode | undefined = targetOf(root);
  for (const step of path) {
    if (node === undefined) return undefined;
    const child = childOf(node, step, { profile, takesOthers: true });
    node = child && targetOf(child);
  }
  return node;
}

function targetOf(node: YamlNode): AnchoredNode {
  return node.kind === "alias" ? node.target : node;
}

interface StepContext {
  readonly profile: YamlProfile;
  readonly takesOthers: true;
}

function childOf(node: AnchoredNode, step: string | number, context: StepContext): YamlNode | undefined {
  switch (node.kind) {
    case "scalar":
      return undefined;
    case "sequence":
      return typeof step === "number" ? node.items[step] : undefined;
    case "mapping":
      return valueOf(node, String(step), context);
  }
}

/** The value that counts: the last one of a key that is there twice, else the merged one. */
function valueOf(node: MappingNode, key: string, context: StepContext): YamlNode | undefined {
  let merged: YamlNode | undefined;
  for (let at = node.items.length - 2; at >= 0; at -= 2) {
    const keyNode = node.items[at] as YamlNode;
    const value = node.items[at + 1] as YamlNode;
    if (isMergeKey(keyNode)) {
      const found = mergedValue(value, key, context);
      if (found !== undefined && context.profile === "sigs") return found;
      merged ??= found;
    } else if (keyOf(keyNode, { ...context, value }).text === key) {
      return value;
    }
  }
  return merged;
}

function mergedValue(source: YamlNode, key: string, context: StepContext): YamlNode | undefined {
  for (const mapping of mergeSources(source, context.profile)) {
    const found = childOf(targetOf(mapping), key, context);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The position of an offset of a piece in the whole text. */
export function positionIn(piece: Piece, offset: number, file: string): SourcePosition {
  let line = piece.line + 1;
  let lineStart = 0;
  for (let at = piece.text.indexOf("\n"); at >= 0 && at < offset; at = piece.text.indexOf("\n", at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { file, line, column: offset - lineStart + 1 };
}
