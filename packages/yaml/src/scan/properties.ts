import { SyntaxFault } from "./fault.ts";
import { message } from "../messages.ts";
import { char, isBreakOrEnd, isSpaceOrEnd, isWordCode } from "./chars.ts";
import type { Cursor, Mark } from "./cursor.ts";

/** Reads `&name` or `*name` and gives the name. */
export function scanAnchorName(cursor: Cursor): string {
  const start = cursor.mark();
  cursor.offset++;
  const nameStart = cursor.offset;
  while (isWordCode(cursor.code)) cursor.offset++;
  const code = cursor.code;
  if (cursor.offset === nameStart || !(isSpaceOrEnd(code) || "?:,]}%@`".includes(String.fromCharCode(code)))) {
    throw fault(message.expectedName, cursor, start);
  }
  return cursor.text.slice(nameStart, cursor.offset);
}

const shorthand = "tag:yaml.org,2002:";
const uriEnd = /[^\w\-;/?:@&=+$,.!~*'()[\]%]/g;
const flowUriEnd = /[^\w\-;/?:@&=+$.!~*'()[\]%]/g;

/** Reads a tag and gives it with `!!` written out; handles of %TAG directives stay as they are. */
export function scanTag(cursor: Cursor, inFlow: boolean): string {
  const start = cursor.mark();
  const tag = cursor.peek(1) === char.less ? scanVerbatimTag(cursor, start) : scanShortTag(cursor, inFlow);
  if (!isSpaceOrEnd(cursor.code) && !(inFlow && cursor.code === char.comma)) {
    throw fault(message.expectedSpaceAfterTag, cursor, start);
  }
  return tag;
}

function scanVerbatimTag(cursor: Cursor, start: Mark): string {
  cursor.offset += 2;
  const tag = scanUri(cursor, uriEnd);
  if (tag === "") throw fault(message.expectedTagUri, cursor, start);
  if (cursor.code !== char.greater) throw fault(message.expectedTagEnd, cursor, start);
  cursor.offset++;
  return tag;
}

function scanShortTag(cursor: Cursor, inFlow: boolean): string {
  const start = cursor.mark();
  const text = scanUri(cursor, inFlow ? flowUriEnd : uriEnd);
  if (text === "!!") throw fault(message.expectedTagUri, cursor, start);
  return text.startsWith("!!") ? shorthand + text.slice(2) : text;
}

function scanUri(cursor: Cursor, endOfUri: RegExp): string {
  endOfUri.lastIndex = cursor.offset;
  const end = endOfUri.exec(cursor.text)?.index ?? cursor.text.length;
  const uri = cursor.text.slice(cursor.offset, end);
  cursor.offset = end;
  return uri;
}

/** Reads a `%YAML` or `%TAG` line and gives its text. */
export function scanDirective(cursor: Cursor): string {
  const start = cursor.mark();
  cursor.skipToBreak();
  const text = cursor.text
    .slice(start.offset, cursor.offset)
    .replace(/\s+#.*$/, "")
    .trimEnd();
  if (!/^%[\w-]/.test(text)) throw fault(message.expectedDirectiveName, cursor, start);
  if (!/^%[\w-]+(?:\s|$)/.test(text)) throw fault(message.unexpectedInDirectiveName, cursor, start);
  if (!/^%(?:YAML(?:\s|$)|TAG\s)/.test(text)) throw fault(message.unknownDirective, cursor, start);
  if (!isBreakOrEnd(cursor.code)) throw fault(message.expectedCommentOrBreak, cursor, start);
  const wrong = text.startsWith("%YAML") ? versionFault(text.slice("%YAML".length).trim()) : undefined;
  if (wrong !== undefined) throw fault(wrong, cursor, start);
  return text;
}

/** What is wrong with the version of a `%YAML` line. */
function versionFault(version: string): string | undefined {
  const [, major, dot, minor, rest] = /^([0-9]*)(\.?)([0-9]*)(.*)$/s.exec(version) ?? [];
  if (major === "") return message.expectedVersion;
  if (dot === "") return message.expectedDigitOrDot;
  if (minor === "") return message.expectedVersion;
  return rest === "" ? undefined : message.expectedCommentOrBreak;
}

function fault(text: string, cursor: Cursor, context: Mark): SyntaxFault {
  return new SyntaxFault("scanner", text, { problem: cursor.mark(), context });
}
