import { SyntaxFault } from "./fault.ts";
import { message } from "../messages.ts";
import type { YamlProfile } from "../options.ts";
import { scanBlockScalar } from "./block-scalar.ts";
import { char, isBlank, isBreak, isEnd, isFlowIndicator, isSpaceOrEnd } from "./chars.ts";
import { Cursor } from "./cursor.ts";
import { KeyCandidates } from "./key-candidates.ts";
import { scanPlain } from "./plain.ts";
import { scanAnchorName, scanDirective, scanTag } from "./properties.ts";
import { scanQuoted } from "./quoted.ts";
import { keyMark, tokenKind, Tokens } from "./tokens.ts";

/** The tokens of the first document of a text. A fault ends them; it is thrown only when the composer gets there. */
export function scanDocument(text: string, profile: YamlProfile): Tokens {
  const scanner = new Scanner(text, profile);
  try {
    scanner.run();
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    scanner.fail(error);
  }
  return scanner.tokens;
}

class Scanner {
  readonly tokens = new Tokens();
  readonly #cursor: Cursor;
  /** Column of the innermost block collection, or -1. */
  #indent = -1;
  readonly #outerIndents: number[] = [];
  readonly #candidates: KeyCandidates;
  #keyAllowed = true;
  /** The line that the token before the current one ended on. */
  #lastLine = 0;

  constructor(text: string, profile: YamlProfile) {
    this.#cursor = new Cursor(text);
    this.#cursor.skipByteOrderMark();
    this.#candidates = new KeyCandidates(this.#cursor, profile);
  }

  /** Whether indentation counts here. */
  get #inBlock(): boolean {
    return this.#candidates.flowDepth === 0;
  }

  run(): void {
    while (this.#scanToken());
  }

  /** Ends the tokens with a fault. What a token is, is not known before a `:` behind it is looked for: the fault takes its place. */
  fail(fault: SyntaxFault): void {
    const { tokens } = this;
    tokens.fault = fault;
    tokens.push(tokenKind.fault, fault.problem.offset, fault.problem.line);
    for (const token of this.#candidates.unresolved(this.#lastLine)) tokens.kinds[token] = tokenKind.fault;
  }

  /** Scans one token; false at the end of the document. */
  #scanToken(): boolean {
    const cursor = this.#cursor;
    this.#lastLine = cursor.line;
    this.#skipToToken();
    this.#candidates.dropStale();
    this.#closeBlocks(cursor.column);
    const code = cursor.code;
    if (isEnd(code)) return this.#endStream();
    if (cursor.column === 0) {
      if (code === char.percent) return this.#directive();
      if (cursor.atDocumentMarker()) return this.#documentMarker(code);
    }
    this.#scanNode(code);
    return true;
  }

  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      const code = cursor.code;
      if (code === char.space || (code === char.tab && (!this.#inBlock || !this.#keyAllowed))) cursor.offset++;
      else if (code === char.hash) cursor.skipToBreak();
      else if (isBreak(code)) {
        cursor.takeBreak();
        if (this.#inBlock) this.#keyAllowed = true;
      } else return;
    }
  }

  #endStream(): false {
    const cursor = this.#cursor;
    // The end counts as a line of its own.
    if (cursor.column > 0) {
      cursor.line++;
      cursor.lineStart = cursor.offset;
    }
    this.#closeBlocks(-1);
    this.#candidates.drop();
    this.#candidates.checkOutermost();
    this.#push(tokenKind.streamEnd);
    return false;
  }

  #directive(): true {
    const cursor = this.#cursor;
    this.#closeBlocks(-1);
    this.#candidates.drop();
    this.#keyAllowed = false;
    const { offset, line } = cursor;
    this.tokens.pushText(tokenKind.directive, offset, line, scanDirective(cursor), "plain");
    return true;
  }

  /** A marker after content ends the document. */
  #documentMarker(code: number): boolean {
    this.#closeBlocks(-1);
    this.#candidates.drop();
    this.#keyAllowed = false;
    const kinds = this.tokens.kinds;
    const isFirst = kinds.every((kind) => kind === tokenKind.directive);
    this.#push(code === char.dash ? tokenKind.documentStart : tokenKind.documentEnd);
    this.#cursor.offset += 3;
    return isFirst && code === char.dash;
  }

  #scanNode(code: number): void {
    const isBlock = this.#inBlock;
    const spaceFollows = isSpaceOrEnd(this.#cursor.peek(1));
    if (code === char.openBracket) this.#openFlow(tokenKind.flowSequence);
    else if (code === char.openBrace) this.#openFlow(tokenKind.flowMapping);
    else if (code === char.closeBracket) this.#closeFlow(tokenKind.flowSequenceEnd);
    else if (code === char.closeBrace) this.#closeFlow(tokenKind.flowMappingEnd);
    else if (code === char.comma) this.#flowEntry();
    else if (code === char.dash && spaceFollows) this.#blockEntry();
    else if (code === char.question && (!isBlock || spaceFollows)) this.#explicitKey();
    else if (code === char.colon && (!isBlock || spaceFollows)) this.#value();
    else if (code === char.star) this.#property(tokenKind.alias);
    else if (code === char.ampersand) this.#property(tokenKind.anchor);
    else if (code === char.bang) this.#property(tokenKind.tag);
    else if (isBlock && (code === char.pipe || code === char.greater)) this.#blockScalar();
    else if (code === char.quote || code === char.apostrophe) this.#quotedScalar();
    else if (this.#startsPlain(code)) this.#plainScalar();
    else throw this.#fault(message.cannotStartToken);
  }

  #startsPlain(code: number): boolean {
    if (code === char.dash) return !isBlank(this.#cursor.peek(1));
    if (code === char.question || code === char.colon) return this.#inBlock;
    return !isBlank(code) && !isFlowIndicator(code) && !"#&*!|>'\"%@`".includes(String.fromCharCode(code));
  }

  #openFlow(kind: number): void {
    this.#saveCandidate();
    this.#candidates.openFlow(this.tokens.length);
    this.#keyAllowed = true;
    this.#pushIndicator(kind);
  }

  #closeFlow(kind: number): void {
    this.#candidates.drop();
    this.#candidates.closeFlow();
    this.#keyAllowed = false;
    this.#pushIndicator(kind);
  }

  #flowEntry(): void {
    this.#candidates.drop();
    this.#keyAllowed = true;
    this.#pushIndicator(tokenKind.flowEntry);
  }

  #blockEntry(): void {
    if (this.#inBlock) {
      if (!this.#keyAllowed) throw this.#fault(message.blockEntryNotAllowed);
      if (this.#openBlock(this.#cursor.column)) this.#push(tokenKind.blockSequence);
    }
    this.#candidates.drop();
    this.#keyAllowed = true;
    this.#pushIndicator(tokenKind.blockEntry);
  }

  #explicitKey(): void {
    if (this.#inBlock) {
      if (!this.#keyAllowed) throw this.#fault(message.blockKeyNotAllowed);
      if (this.#openBlock(this.#cursor.column)) this.#push(tokenKind.blockMapping);
    }
    this.#candidates.drop();
    this.#keyAllowed = this.#inBlock;
    this.#pushIndicator(tokenKind.key);
  }

  #value(): void {
    const candidate = this.#candidates.take();
    if (candidate !== undefined) {
      if (!candidate.settled) {
        const opensMapping = this.#openBlock(candidate.column);
        this.tokens.keyMarks[candidate.token] = opensMapping ? keyMark.firstKey : keyMark.key;
      }
      this.#keyAllowed = false;
    } else {
      if (this.#inBlock) {
        if (!this.#keyAllowed) throw this.#fault(message.blockValueNotAllowed);
        if (this.#openBlock(this.#cursor.column)) this.#push(tokenKind.blockMapping);
      }
      this.#keyAllowed = this.#inBlock;
    }
    this.#pushIndicator(tokenKind.value);
  }

  #property(kind: number): void {
    const cursor = this.#cursor;
    this.#saveCandidate();
    this.#keyAllowed = false;
    const { offset, line } = cursor;
    const text = kind === tokenKind.tag ? scanTag(cursor, !this.#inBlock) : scanAnchorName(cursor);
    this.tokens.pushText(kind, offset, line, text, "plain");
  }

  #blockScalar(): void {
    const cursor = this.#cursor;
    this.#candidates.drop();
    this.#keyAllowed = true;
    const { offset, line } = cursor;
    const style = cursor.code === char.pipe ? "literal" : "folded";
    this.tokens.pushText(tokenKind.scalar, offset, line, scanBlockScalar(cursor, this.#indent), style);
  }

  #quotedScalar(): void {
    const cursor = this.#cursor;
    this.#saveCandidate();
    this.#keyAllowed = false;
    const { offset, line } = cursor;
    this.tokens.pushText(tokenKind.scalar, offset, line, scanQuoted(cursor), "quoted");
  }

  #plainScalar(): void {
    const cursor = this.#cursor;
    this.#saveCandidate();
    const { offset, line } = cursor;
    const { text, brokeLine } = scanPlain(cursor, { inFlow: !this.#inBlock, indent: this.#indent + 1 });
    this.#keyAllowed = brokeLine;
    this.tokens.pushText(tokenKind.scalar, offset, line, text, "plain");
  }

  #push(kind: number): void {
    this.tokens.push(kind, this.#cursor.offset, this.#cursor.line);
  }

  #pushIndicator(kind: number): void {
    this.#push(kind);
    this.#cursor.offset++;
  }

  /** Opens a block collection at a column that is further in than the current one. */
  #openBlock(column: number): boolean {
    if (!this.#inBlock || this.#indent >= column) return false;
    this.#outerIndents.push(this.#indent);
    this.#indent = column;
    return true;
  }

  #closeBlocks(column: number): void {
    if (!this.#inBlock) return;
    while (this.#indent > column) {
      this.#push(tokenKind.blockEnd);
      this.#indent = this.#outerIndents.pop() ?? -1;
    }
  }

  #saveCandidate(): void {
    if (!this.#keyAllowed) return;
    const required = this.#inBlock && this.#indent === this.#cursor.column;
    this.#candidates.save(this.tokens.length, required);
  }

  #fault(text: string): SyntaxFault {
    const mark = this.#cursor.mark();
    return new SyntaxFault("scanner", text, { problem: mark, context: mark });
  }
}
