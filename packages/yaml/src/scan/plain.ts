import { SyntaxFault } from "./fault.ts";
import { message } from "../messages.ts";
import { char, isBlank, isBreak, isBreakOrEnd, isEnd, isFlowIndicator, isSpaceOrEnd } from "./chars.ts";
import type { Cursor, Mark } from "./cursor.ts";
import { foldBreaks } from "./quoted.ts";

export interface PlainContext {
  readonly inFlow: boolean;
  /** Lines of the scalar are indented at least this far, in columns. */
  readonly indent: number;
}

export interface PlainScalar {
  readonly text: string;
  /** Whether the cursor stands on a later line than the scalar's last character. */
  readonly brokeLine: boolean;
}

/** Reads the plain scalar at the cursor and the white space behind it. */
export function scanPlain(cursor: Cursor, context: PlainContext): PlainScalar {
  const start = cursor.mark();
  let text = scanLine(cursor, context.inFlow);
  for (;;) {
    if (!isBreak(cursor.code)) return { text, brokeLine: false };
    const folded = scanBreaks(cursor, context, start);
    if (!continues(cursor, context)) return { text, brokeLine: true };
    const line = scanLine(cursor, context.inFlow);
    if (line === "") return { text, brokeLine: true };
    text += folded + line;
  }
}

/** Reads to the end of the scalar's text on this line, then over the blanks that follow. */
function scanLine(cursor: Cursor, inFlow: boolean): string {
  const { text, offset: start } = cursor;
  let offset = start;
  let end = start;
  for (;;) {
    const code = text.charCodeAt(offset);
    if (isBlank(code)) {
      offset++;
      if (text.charCodeAt(offset) === char.hash) break;
      continue;
    }
    if (isBreakOrEnd(code)) break;
    if (code === char.colon && isSpaceOrEnd(text.charCodeAt(offset + 1))) break;
    if (inFlow && endsInFlow(code, text.charCodeAt(offset + 1))) break;
    end = ++offset;
  }
  cursor.offset = offset;
  return text.slice(start, end);
}

function endsInFlow(code: number, next: number): boolean {
  return isFlowIndicator(code) || (code === char.question && isBlank(next));
}

function scanBreaks(cursor: Cursor, { indent }: PlainContext, start: Mark): string {
  const first = cursor.takeBreak();
  let further = "";
  for (;;) {
    const code = cursor.code;
    if (isBreak(code)) further += cursor.takeBreak();
    else if (!isBlank(code)) return foldBreaks(first, further);
    else {
      if (code === char.tab && cursor.column < indent) {
        throw new SyntaxFault("scanner", message.tabInIndentation, { problem: cursor.mark(), context: start });
      }
      cursor.offset++;
    }
  }
}

function continues(cursor: Cursor, { inFlow, indent }: PlainContext): boolean {
  if (isEnd(cursor.code) || cursor.code === char.hash || cursor.atDocumentMarker()) return false;
  return inFlow || cursor.column >= indent;
}
