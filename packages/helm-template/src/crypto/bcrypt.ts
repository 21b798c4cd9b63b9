/** bcrypt, the hash of passwords that htpasswd files use. Its tables are the digits of pi, which are calculated. */

const rounds = 16;
const subkeys = rounds + 2;
const boxes = 4;
const boxSize = 256;
const cost = 10;
const magic = "OrpheanBeholderScryDoubt";
const alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const maxPassword = 72;

interface State {
  readonly subkeys: Int32Array;
  readonly boxes: Int32Array;
}

let initial: State | undefined;

function initialState(): State {
  initial ??= calculateState();
  return { subkeys: initial.subkeys.slice(), boxes: initial.boxes.slice() };
}

/** The fraction of pi in 32 bit words: first the subkeys, then the boxes. */
function calculateState(): State {
  const count = subkeys + boxes * boxSize;
  const bits = BigInt(32 * count);
  const fraction = piFraction(bits);
  const words = Int32Array.from({ length: count }, (_, index) =>
    Number(BigInt.asIntN(32, fraction >> BigInt(32 * (count - 1 - index)))),
  );
  return { subkeys: words.slice(0, subkeys), boxes: words.slice(subkeys) };
}

/** Machin's formula, with some bits more than are wanted. */
function piFraction(bits: bigint): bigint {
  const guard = 64n;
  const one = 1n << (bits + guard);
  const arctangentOfInverse = (divisor: bigint): bigint => {
    const square = divisor * divisor;
    let term = one / divisor;
    let sum = term;
    for (let odd = 3n, sign = -1n; term !== 0n; odd += 2n, sign = -sign) {
      term /= square;
      sum += (sign * term) / odd;
    }
    return sum;
  };
  const pi = 4n * (4n * arctangentOfInverse(5n) - arctangentOfInverse(239n));
  return (pi - 3n * one) >> guard;
}

/** Encrypts the two words at `at` in place. */
function encipher({ subkeys, boxes }: State, words: Int32Array, at: number): void {
  let left = words[at] as number;
  let right = words[at + 1] as number;
  for (let round = 0; round < rounds; round += 2) {
    left ^= subkeys[round] as number;
    right ^= mix(boxes, left) ^ (subkeys[round + 1] as number);
    left ^= mix(boxes, right);
  }
  words[at] = right ^ (subkeys[rounds + 1] as number);
  words[at + 1] = left ^ (subkeys[rounds] as number);
}

function mix(boxes: Int32Array, word: number): number {
  const first = (boxes[word >>> 24] as number) + (boxes[boxSize + ((word >>> 16) & 0xff)] as number);
  const second = first ^ (boxes[2 * boxSize + ((word >>> 8) & 0xff)] as number);
  return (second + (boxes[3 * boxSize + (word & 0xff)] as number)) | 0;
}

/** Words of four bytes from bytes that start anew at their end. */
function cyclicWords(bytes: Uint8Array, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, word) => {
    let value = 0;
    for (let byte = 0; byte < 4; byte++) value = (value << 8) | (bytes[(word * 4 + byte) % bytes.length] ?? 0);
    return value;
  });
}

/** Mixes the key into the state, and the salt on the way. */
function expand(state: State, key: Int32Array, salt: Int32Array | undefined): void {
  for (let index = 0; index < subkeys; index++) {
    state.subkeys[index] = (state.subkeys[index] as number) ^ (key[index] as number);
  }
  const block = new Int32Array(2);
  let salted = 0;
  for (const target of [state.subkeys, state.boxes]) {
    for (let at = 0; at < target.length; at += 2) {
      if (salt !== undefined) {
        block[0] = (block[0] as number) ^ (salt[salted % 4] as number);
        block[1] = (block[1] as number) ^ (salt[(salted + 1) % 4] as number);
        salted += 2;
      }
      encipher(state, block, 0);
      target.set(block, at);
    }
  }
}

/** The hash of a password with a salt of 16 bytes, in the form `$2a$10$...`. */
export function bcrypt(password: Uint8Array, salt: Uint8Array): string {
  const key = cyclicWords(Uint8Array.from([...password, 0]).subarray(0, maxPassword), subkeys);
  const saltWords = cyclicWords(salt, 4);
  const saltKey = cyclicWords(salt, subkeys);
  const state = initialState();
  expand(state, key, saltWords);
  for (let count = 0; count < 2 ** cost; count++) {
    expand(state, key, undefined);
    expand(state, saltKey, undefined);
  }
  const text = cyclicWords(new TextEncoder().encode(magic), magic.length / 4);
  for (let at = 0; at < text.length; at += 2) {
    for (let count = 0; count < 64; count++) encipher(state, text, at);
  }
  const hash = Array.from(text, (word) => [word >>> 24, word >>> 16, word >>> 8, word]).flat();
  return `$2a$${cost}$${encode(salt)}${encode(Uint8Array.from(hash.slice(0, -1)))}`;
}

/** Base64 with an alphabet of its own and without padding. */
function encode(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const group = (first << 16) | (second << 8) | third;
    const count = Math.min(bytes.length - at, 3) + 1;
    for (let index = 0; index < count; index++) text += alphabet[(group >> (18 - 6 * index)) & 0x3f];
  }
  return text;
}
