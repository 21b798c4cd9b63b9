/**
 * Texts that may hold stray bytes: upstream cuts values by bytes, also through characters, and joins the pieces again.
 * A byte that is part of no character is a lone surrogate U+DC80 to U+DCFF, which no real text holds.
 */

const strayBytes = /[\udc80-\udcff]/u;
const ascii = /^[\0-\x7f]*$/; // eslint-disable-line no-control-regex -- all of ASCII
const encoder = new TextEncoder();

export function hasStrayBytes(text: string): boolean {
  return strayBytes.test(text);
}

export function byteLength(text: string): number {
  return ascii.test(text) ? text.length : toBytes(text).length;
}

/** The part of a text between two offsets in bytes. */
export function sliceBytes(text: string, start: number, end?: number): string {
  return ascii.test(text) ? text.slice(start, end) : fromBytes(toBytes(text).subarray(start, end));
}

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  if (!hasStrayBytes(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    if (strayBytes.test(character)) bytes.push(character.charCodeAt(0) - 0xdc00);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

export function fromBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeStray(bytes);
  }
}

function decodeStray(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] as number);
    const sequence = bytes.subarray(at, at + length);
    try {
      text += decoder.decode(sequence);
      at += length;
    } catch {
      text += String.fromCharCode(0xdc00 + (bytes[at] as number));
      at++;
    }
  }
  return text;
}

function sequenceLength(first: number): number {
  if (first < 0xc2) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
