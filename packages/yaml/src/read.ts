import { composeDocument } from "./compose/composer.ts";
import { ComposeFault } from "./compose/fault.ts";
import type { YamlNode } from "./compose/node.ts";
import { SyntaxFault } from "./scan/fault.ts";
import { message } from "./messages.ts";
import type { CompleteOptions } from "./options.ts";
import type { Piece } from "./split.ts";

const controlCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/; // eslint-disable-line no-control-regex -- what it is about

/** The root node of a piece, or undefined when it holds no document. */
export function readPiece({ text }: Piece, { limits, profile }: CompleteOptions): YamlNode | undefined {
  if (text.length > limits.maxLength) throw new ComposeFault("too-large", message.tooLarge(limits.maxLength), 0);
  const offset = text.search(controlCharacter);
  if (offset >= 0) {
    const mark = { offset, line: 0 };
    throw new SyntaxFault("reader", message.controlCharacter, { problem: mark, context: mark });
  }
  return composeDocument(text, limits.maxDepth, profile);
}
