import { readFile } from "node:fs/promises";
import type { Clock } from "../clock.ts";

/** Files that others rotate are read again after this. */
const maxAgeMs = 10_000;

/** Reads a file again when it may have changed. Between two looks of less than ten seconds it is taken as unchanged. */
export class RotatedFile {
  readonly #path: string;
  readonly #clock: Clock;
  #text: Promise<string> | undefined;
  #readAt = 0;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /** The text of the file now; with `fresh`, in any case. Rejects as `readFile` does. */
  read({ fresh }: { readonly fresh: boolean }): Promise<string> {
    const now = this.#clock.now();
    if (!this.#text || fresh || now - this.#readAt >= maxAgeMs) {
      this.#text = readFile(this.#path, "utf8");
      this.#readAt = now;
    }
    return this.#text;
  }
}
