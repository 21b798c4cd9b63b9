const digest = /[0-9a-f]{40,}/g;

/** Shortens commits and digests to eight digits, as upstream's tables do. */
export function shortenDigests(text: string): string {
  return text.replace(digest, (hex) => hex.slice(0, 8));
}
