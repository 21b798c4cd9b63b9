import type { JsonValue } from "@flux-ts/base";
import { canonicalJson } from "@flux-ts/base";

// Without vowels and look-alikes, as upstream's names.
const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** A short name of a value (FNV-1a); with a count of collisions another one. */
export function hashOf(value: JsonValue, collisions: number): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${canonicalJson(value)}${collisions === 0 ? "" : collisions}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return Array.from(String(hash), (digit) => alphabet[digit.charCodeAt(0) % alphabet.length]).join("");
}
