import { message } from "../messages.ts";
import type { YamlProfile } from "../options.ts";
import type { Cursor, Mark } from "./cursor.ts";
import { SyntaxFault } from "./fault.ts";

/** A token that will be a key if a `:` follows on its line. */
export interface KeyCandidate {
  readonly token: number;
  readonly mark: Mark;
  readonly column: number;
  /** Whether nothing but a key can stand here. */
  readonly required: boolean;
  /** Whether it was read as no key. */
  readonly settled: boolean;
}

/** A key without `?` is at most this long. */
const maxKeyLength = 1024;

/** The candidates for keys: at most one in the block context and one in each open flow collection. */
export class KeyCandidates {
  readonly #cursor: Cursor;
  readonly #profile: YamlProfile;
  /** By flow depth; the first is of the block context. */
  readonly #levels: (KeyCandidate | undefined)[] = [undefined];
  /** By flow depth, the token that opened the collection, as long as there was no candidate in it. */
  readonly #openings: (number | undefined)[] = [undefined];
  /** The candidate that the current token is too far from. */
  #stale: KeyCandidate | undefined;

  constructor(cursor: Cursor, profile: YamlProfile) {
    this.#cursor = cursor;
    this.#profile = profile;
  }

  get flowDepth(): number {
    return this.#levels.length - 1;
  }

  /** The next token opens a flow collection. */
  openFlow(token: number): void {
    this.#levels.push(undefined);
    this.#openings.push(token);
  }

  closeFlow(): void {
    if (this.flowDepth === 0) return;
    this.#levels.pop();
    const opening = this.#openings.pop();
    if (this.#profile !== "sigs") return;
    // This go-yaml forgets that an empty collection may be a key: whoever reads its tokens does not wait for the `:`.
    const candidate = this.#levels[this.flowDepth];
    if (candidate !== undefined && candidate.token === opening) {
      this.#levels[this.flowDepth] = { ...candidate, settled: true };
    }
  }

  /** The next token, which begins at the cursor, may be a key. */
  save(token: number, required: boolean): void {
    this.drop();
    const cursor = this.#cursor;
    this.#openings[this.flowDepth] = undefined;
    this.#levels[this.flowDepth] = { token, mark: cursor.mark(), column: cursor.column, required, settled: false };
  }

  /** The candidate whose `:` is at the cursor, if there is one. */
  take(): KeyCandidate | undefined {
    const candidate = this.#levels[this.flowDepth];
    this.#levels[this.flowDepth] = undefined;
    // While a token before it is waited for, nothing behind that is read.
    const isHeld = this.#levels.some((level) => level?.settled === false);
    return candidate?.settled && isHeld ? { ...candidate, settled: false } : candidate;
  }

  /** No `:` comes for the candidate. */
  drop(): void {
    const candidate = this.#levels[this.flowDepth];
    if (candidate?.required) throw this.#missingColon(candidate);
    this.#levels[this.flowDepth] = undefined;
  }

  /** Drops the candidate when the cursor is beyond its line. */
  dropStale(): void {
    this.checkOutermost();
    this.#stale = undefined;
    const candidate = this.#levels[this.flowDepth];
    if (candidate === undefined || this.#isFresh(candidate)) return;
    this.#stale = candidate;
    this.drop();
  }

  /** A flow collection can be a required key too. */
  checkOutermost(): void {
    const outermost = this.#levels[0];
    if (outermost?.required && !this.#isFresh(outermost)) throw this.#missingColon(outermost);
  }

  /** The tokens of which it was not known whether they are keys when the token behind the given line was begun. */
  *unresolved(line: number): Iterable<number> {
    for (const candidate of [...this.#levels, this.#stale]) {
      if (candidate?.settled === false && (candidate.required || candidate.mark.line >= line)) yield candidate.token;
    }
  }

  #isFresh({ mark }: KeyCandidate): boolean {
    const { line, offset } = this.#cursor;
    return mark.line === line && mark.offset + maxKeyLength >= offset;
  }

  #missingColon(candidate: KeyCandidate): SyntaxFault {
    const problem = this.#cursor.mark();
    return new SyntaxFault("scanner", message.expectedColon, { problem, context: candidate.mark });
  }
}
