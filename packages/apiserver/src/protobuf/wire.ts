/** One field of a message as it stands in the bytes. */
export interface WireField {
  readonly number: number;
  /** A varint or a fixed number; undefined for fields with a length. */
  readonly scalar: bigint | undefined;
  /** The contents of a field with a length; empty for the others. */
  readonly bytes: Uint8Array;
}

/** Bytes that are no message. */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** @throws WireError */
export function* readFields(bytes: Uint8Array): Generator<WireField> {
  const reader = new Reader(bytes);
  while (!reader.done) {
    const tag = Number(reader.varint());
    const number = tag >>> 3;
    switch (tag & 7) {
      case 0:
        yield { number, scalar: reader.varint(), bytes: empty };
        break;
      case 1:
        yield { number, scalar: reader.fixed(8), bytes: empty };
        break;
      case 2:
        yield { number, scalar: undefined, bytes: reader.take(Number(reader.varint())) };
        break;
      case 5:
        yield { number, scalar: reader.fixed(4), bytes: empty };
        break;
      default:
        throw new WireError(`wire type ${tag & 7} is not known`);
    }
  }
}

const empty = new Uint8Array();

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new WireError("unexpected end of a number");
  }

  fixed(size: 4 | 8): bigint {
    const bytes = this.take(size);
    return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new WireError("unexpected end of the message");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

/** Writes messages field by field. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];

  bytes(number: number, bytes: Uint8Array): void {
    this.#parts.push(varintOf(BigInt(number * 8 + 2)), varintOf(BigInt(bytes.byteLength)), bytes);
  }

  text(number: number, text: string): void {
    this.bytes(number, Buffer.from(text));
  }

  integer(number: number, value: bigint): void {
    this.#parts.push(varintOf(BigInt(number * 8)), varintOf(BigInt.asUintN(64, value)));
  }

  double(number: number, value: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    this.#parts.push(varintOf(BigInt(number * 8 + 1)), bytes);
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

function varintOf(value: bigint): Uint8Array {
  if (value < 0x80n) return Uint8Array.of(Number(value));
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return Uint8Array.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
