import { func, int, param } from "@flux-ts/go-template";
import type { FuncMap, Run } from "@flux-ts/go-template";
import type { Ports } from "../ports.ts";
import { fail } from "./cast.ts";
import { toBase64 } from "./encoding.ts";

const digits = "0123456789";
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");

/** Functions that answer differently every time. */
export function randomFunctions({ random }: Ports): FuncMap {
  /** A number from 0 to `bound`, `bound` not among them, all equally likely. */
  const below = (bound: number): number => {
    const limit = Math.floor(2 ** 32 / bound) * bound;
    for (;;) {
      const [a = 0, b = 0, c = 0, d = 0] = random(4);
      const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
      if (number < limit) return number % bound;
    }
  };
  const textOf = (characters: string) =>
    func([param.int], (length, run: Run) => {
      run.checkLength(length);
      run.spend(Math.max(length, 0));
      return Array.from({ length: Math.max(length, 0) }, () => characters[below(characters.length)]).join("");
    });
  const shuffle = (text: string): string => {
    const characters = Array.from(text);
    for (let at = characters.length - 1; at > 0; at--) {
      const other = below(at + 1);
      [characters[at], characters[other]] = [characters[other] ?? "", characters[at] ?? ""];
    }
    return characters.join("");
  };
  return {
    randAlphaNum: textOf(letters + digits),
    randAlpha: textOf(letters),
    randNumeric: textOf(digits),
    randAscii: textOf(printable),
    randInt: func([param.int, param.int], (min, max) =>
      max > min ? int(min + below(max - min)) : fail("invalid argument to Intn"),
    ),
    randBytes: func([param.int], (size, run: Run) => {
      run.checkLength(size);
      return toBase64(random(Math.max(size, 0)));
    }),
    shuffle: func([param.string], shuffle),
    uuidv4: func([], () => uuid(random(16))),
  };
}

function uuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte, index) => {
    const shown = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return shown.toString(16).padStart(2, "0");
  }).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
