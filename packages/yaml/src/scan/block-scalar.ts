import { SyntaxFault } from "./fault.ts";
import { message } from "../messages.ts";
import { char, isBlank, isBreak, isBreakOrEnd, isEnd } from "./chars.ts";
import type { Cursor, Mark } from "./cursor.ts";

interface Header {
  readonly chomping: "clip" | "strip" | "keep";
  /** Columns that the content is indented more than its parent, or 0 when the content itself shows it. */
  readonly increment: number;
}

/**
 * Reads the literal (`|`) or folded (`>`) scalar at the cursor.
 *
 * @param parentIndent The column of the block collection it is in, or -1.
 */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): string {
  const start = cursor.mark();
  const folded = cursor.code === char.greater;
  cursor.offset++;
  const { chomping, increment } = scanHeader(cursor, start);
  let indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  const lead = scanEmptyLines(cursor, indent, start);
  if (indent === 0) indent = Math.max(lead.widest, parentIndent + 1, 1);
  const { text, lastBreak, emptyLines } = scanContent(cursor, { indent, folded, start, emptyLines: lead.breaks });
  if (chomping === "strip") return text;
  return chomping === "keep" ? text + lastBreak + emptyLines : text + lastBreak;
}

function scanHeader(cursor: Cursor, start: Mark): Header {
  let chomping: Header["chomping"] = "clip";
  let increment = 0;
  for (let seen = 0; seen < 2; seen++) {
    const code = cursor.code;
    if (chomping === "clip" && (code === char.plus || code === char.dash)) {
      chomping = code === char.plus ? "keep" : "strip";
    } else if (increment === 0 && code >= char.zero && code <= char.nine) {
      if (code === char.zero) throw blockFault(message.zeroIndentation, cursor, start);
      increment = code - char.zero;
    } else {
      break;
    }
    cursor.offset++;
  }
  while (isBlank(cursor.code)) cursor.offset++;
  if (cursor.code === char.hash) cursor.skipToBreak();
  if (!isBreakOrEnd(cursor.code)) throw blockFault(message.expectedCommentOrBreak, cursor, start);
  if (isBreak(cursor.code)) cursor.takeBreak();
  return { chomping, increment };
}

interface ContentOptions {
  readonly indent: number;
  readonly folded: boolean;
  readonly start: Mark;
  /** Breaks of the empty lines before the first line. */
  readonly emptyLines: string;
}

function scanContent(cursor: Cursor, { indent, folded, start, ...before }: ContentOptions) {
  let { emptyLines } = before;
  let text = "";
  let lastBreak = "";
  let lastWasIndented = false;
  while (cursor.column === indent && !isEnd(cursor.code)) {
    const isIndented = isBlank(cursor.code);
    if (folded && lastBreak === "\n" && !lastWasIndented && !isIndented) text += emptyLines === "" ? " " : emptyLines;
    else text += lastBreak + emptyLines;
    lastWasIndented = isIndented;
    const lineStart = cursor.offset;
    cursor.skipToBreak();
    text += cursor.text.slice(lineStart, cursor.offset);
    lastBreak = isEnd(cursor.code) ? "" : cursor.takeBreak();
    emptyLines = scanEmptyLines(cursor, indent, start).breaks;
  }
  return { text, lastBreak, emptyLines };
}

/** Reads over indentation and empty lines, up to the content of the next line. `indent` 0 means that it is not known yet. */
function scanEmptyLines(cursor: Cursor, indent: number, start: Mark): { breaks: string; widest: number } {
  let breaks = "";
  let widest = 0;
  const limit = indent === 0 ? Infinity : indent;
  for (;;) {
    while (cursor.column < limit && cursor.code === char.space) cursor.offset++;
    widest = Math.max(widest, cursor.column);
    if (cursor.column < limit && cursor.code === char.tab) {
      throw blockFault(message.tabInBlockScalar, cursor, start);
    }
    if (!isBreak(cursor.code)) return { breaks, widest };
    breaks += cursor.takeBreak();
  }
}

function blockFault(text: string, cursor: Cursor, context: Mark): SyntaxFault {
  return new SyntaxFault("scanner", text, { problem: cursor.mark(), context });
}
