/** A document that cannot be composed though it may be well formed: an alias without its anchor, or a text beyond a limit. */
export class ComposeFault extends Error {
  readonly code: "unknown-anchor" | "too-deep" | "too-large";
  readonly offset: number;

  constructor(code: ComposeFault["code"], message: string, offset: number) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}
