import type { Opaque } from "./value.ts";

/** The parts of a URL as they were written. */
export interface UrlParts {
  readonly scheme: string;
  /** With the port. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** An absolute URL, or an absolute path. */
export class UrlValue implements Opaque {
  readonly typeName = "kubernetes.URL";
  readonly text: string;
  readonly parts: UrlParts;

  constructor(text: string, parts: UrlParts) {
    this.text = text;
    this.parts = parts;
  }

  equals(other: Opaque): boolean {
    return other instanceof UrlValue && other.text === this.text;
  }
}
