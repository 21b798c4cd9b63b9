import type { Opaque } from "./value.ts";

/** An IPv4 or IPv6 address. */
export class IpAddress implements Opaque {
  readonly typeName = "net.IP";
  readonly family: 4 | 6;
  readonly bits: bigint;

  constructor(family: 4 | 6, bits: bigint) {
    this.family = family;
    this.bits = bits;
  }

  equals(other: Opaque): boolean {
    return other instanceof IpAddress && other.family === this.family && other.bits === this.bits;
  }
}

/** An address and the length of its prefix. */
export class Cidr implements Opaque {
  readonly typeName = "net.CIDR";
  readonly address: IpAddress;
  readonly prefix: number;

  constructor(address: IpAddress, prefix: number) {
    this.address = address;
    this.prefix = prefix;
  }

  equals(other: Opaque): boolean {
    return other instanceof Cidr && other.prefix === this.prefix && other.address.equals(this.address);
  }

  /** How many of the last bits of an address are free. */
  get freeBits(): bigint {
    return BigInt((this.address.family === 4 ? 32 : 128) - this.prefix);
  }
}
