/** Texts for the client beside the answer: each once, as `Warning` headers. */
export class Warnings {
  readonly #texts = new Set<string>();

  add(text: string): void {
    this.#texts.add(text);
  }

  headers(): { readonly warning?: readonly string[] } {
    if (this.#texts.size === 0) return {};
    return { warning: [...this.#texts].map((text) => `299 - ${quote(text)}`) };
  }
}

/** A quoted string of a header, which holds no line ends. */
function quote(text: string): string {
  return `"${text.replaceAll(/[\r\n]+/g, " ").replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
