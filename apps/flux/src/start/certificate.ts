import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const dayMs = 86_400_000;

/**
 * A self-signed certificate for this machine, valid for a year. kubectl sends its token over TLS only; Node makes keys
 * but no certificates, and this one needs no more than the lines below.
 */
export function createLocalCertificate(now = new Date()): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const name = sequence(set(sequence(oid("2.5.4.3"), utf8("flux-ts"))));
  const validity = sequence(
    utcTime(new Date(now.getTime() - dayMs)), // clocks differ
    utcTime(new Date(now.getTime() + 365 * dayMs)),
  );
  const serial = integer(Buffer.concat([Buffer.of(1), randomBytes(15)]));
  const body = sequence(
    context(0, integer(Buffer.of(2))), // version 3
    serial,
    ecdsaWithSha256,
    name,
    validity,
    name,
    spki,
    context(3, extensions(spki)),
  );
  const signature = sign("sha256", body, privateKey);
  const der = sequence(body, ecdsaWithSha256, bitString(signature));
  const lines = der.toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** It is its own authority, signs, and serves TLS for the names of the loopback interface. */
function extensions(spki: Buffer): Buffer {
  const names = [
    dnsName("localhost"),
    ipAddress(Buffer.of(127, 0, 0, 1)),
    ipAddress(Buffer.from([...Array<number>(15).fill(0), 1])),
  ];
  return sequence(
    extension("2.5.29.19", sequence(boolean(true)), { critical: true }), // basic constraints
    extension("2.5.29.15", encode(0x03, Buffer.of(2, 0x84)), { critical: true }), // key usage: sign, sign certificates
    extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"))), // extended key usage: server
    extension("2.5.29.14", encode(0x04, createHash("sha1").update(spki).digest())), // subject key identifier
    extension("2.5.29.17", sequence(...names)), // subject alternative names
  );
}

function extension(id: string, value: Buffer, { critical = false } = {}): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), encode(0x04, value));
}

// DER: tag, length, content.

function encode(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const bytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...bytes), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => encode(0x30, ...parts);
const set = (...parts: readonly Buffer[]): Buffer => encode(0x31, ...parts);
const context = (number: number, part: Buffer): Buffer => encode(0xa0 | number, part);
const integer = (bytes: Buffer): Buffer => encode(0x02, bytes);
const boolean = (value: boolean): Buffer => encode(0x01, Buffer.of(value ? 0xff : 0));
const utf8 = (text: string): Buffer => encode(0x0c, Buffer.from(text));
const bitString = (bytes: Buffer): Buffer => encode(0x03, Buffer.of(0), bytes);
const dnsName = (name: string): Buffer => encode(0x82, Buffer.from(name));
const ipAddress = (bytes: Buffer): Buffer => encode(0x87, bytes);

function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/\D/g, "").slice(2, 14);
  return encode(0x17, Buffer.from(`${digits}Z`));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return encode(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Seven bits a byte; all but the last carry the high bit. */
function base128(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [...base128(value >> 7).map((byte) => byte | 0x80), low];
}

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
