import { fromBytes, func, param, toBytes } from "@flux-ts/go-template";
import type { FuncMap } from "@flux-ts/go-template";
import { fail } from "./cast.ts";

const alphabet32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const alphabet64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

interface Encoding {
  readonly name: string;
  readonly alphabet: string;
  readonly bits: number;
  /** Characters of a complete group. */
  readonly group: number;
}

const base32: Encoding = { name: "base32", alphabet: alphabet32, bits: 5, group: 8 };
const base64: Encoding = { name: "base64", alphabet: alphabet64, bits: 6, group: 4 };

function encode(bytes: Uint8Array, { alphabet, bits, group }: Encoding): string {
  let text = "";
  let buffer = 0;
  let held = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    for (held += 8; held >= bits; held -= bits) text += alphabet[(buffer >> (held - bits)) & ((1 << bits) - 1)];
  }
  if (held > 0) text += alphabet[(buffer << (bits - held)) & ((1 << bits) - 1)];
  return text.padEnd(Math.ceil(text.length / group) * group, "=");
}

/** The bytes of an encoded text, or Go's message about it. Line breaks do not count. */
function decode(text: string, encoding: Encoding): Uint8Array | string {
  const { alphabet, bits, group } = encoding;
  const bytes: number[] = [];
  let buffer = 0;
  let held = 0;
  let inGroup = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === "\n" || character === "\r") continue;
    if (character === "=") return finish(text, at, inGroup, encoding) ?? Uint8Array.from(bytes);
    const value = alphabet.indexOf(character);
    if (value < 0) return corrupt(encoding, at);
    buffer = ((buffer << bits) | value) & 0xffff;
    held += bits;
    inGroup = (inGroup + 1) % group;
    if (held < 8) continue;
    held -= 8;
    bytes.push((buffer >> held) & 0xff);
  }
  return inGroup === 0 ? Uint8Array.from(bytes) : corrupt(encoding, text.length - inGroup);
}

/** Whether the padding completes the group and nothing follows; otherwise the message. */
function finish(text: string, at: number, inGroup: number, encoding: Encoding): string | undefined {
  const isPlace = encoding === base64 ? inGroup >= 2 : [2, 4, 5, 7].includes(inGroup);
  if (!isPlace) return corrupt(encoding, at);
  const padding = text.slice(at).replace(/[\r\n]/g, "");
  const wanted = encoding.group - inGroup;
  if (padding === "=".repeat(wanted)) return undefined;
  const wrong = /[^=\r\n]/.exec(text.slice(at));
  if (wrong !== null) return corrupt(encoding, at + wrong.index - (wrong.index < wanted ? 1 : 0));
  return corrupt(encoding, padding.length < wanted ? text.length : at + wanted);
}

function corrupt({ name }: Encoding, at: number): string {
  return `illegal ${name} data at input byte ${at}`;
}

function decodeText(text: string, encoding: Encoding): string {
  const bytes = decode(text, encoding);
  return typeof bytes === "string" ? bytes : fromBytes(bytes);
}

export const encodingFunctions: FuncMap = {
  b64enc: func([param.string], (text) => encode(toBytes(text), base64)),
  b64dec: func([param.string], (text) => decodeText(text, base64)),
  b32enc: func([param.string], (text) => encode(toBytes(text), base32)),
  b32dec: func([param.string], (text) => decodeText(text, base32)),
};

/** The bytes in standard base64. */
export function toBase64(bytes: Uint8Array): string {
  return encode(bytes, base64);
}

/** @throws FuncError that says where the text is no base64 */
export function decodeBase64(text: string): Uint8Array {
  const bytes = decode(text, base64);
  return typeof bytes === "string" ? fail(bytes) : bytes;
}

/** The bytes of a text in base64; undefined when it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = decode(text, base64);
  return typeof bytes === "string" ? undefined : bytes;
}
