const masked = "***";
const inspection = Symbol.for("nodejs.util.inspect.custom");

/**
 * Text that must not be shown. Printing it in any way (template string, JSON, inspection) gives `***`;
 * only {@link Secret.reveal} gives the text.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: hand it straight to whoever needs it, never to a log, a status or an error. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return masked;
  }

  toJSON(): string {
    return masked;
  }

  [inspection](): string {
    return masked;
  }
}

const credentialsInUrl = /([a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi;

/** Replaces the user part of every URL in a text (`https://user:token@host`) by `***`. */
export function maskUrls(text: string): string {
  return text.replace(credentialsInUrl, `$1${masked}@`);
}
