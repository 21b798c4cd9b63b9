import type { CryptoPort } from "../ports.ts";
import * as der from "./der.ts";

/** X.509 certificates, as far as sprig makes them. */

export interface CertificateRequest {
  readonly commonName: string;
  readonly addresses: readonly string[];
  readonly names: readonly string[];
  readonly isAuthority: boolean;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly serial: Uint8Array;
  /** The private key of the one who is certified. */
  readonly key: string;
}

export interface Issuer {
  readonly certificate: Uint8Array;
  readonly key: string;
}

const signatures = {
  rsa: der.sequence(der.objectId("1.2.840.113549.1.1.11"), der.nothing),
  ecdsa: der.sequence(der.objectId("1.2.840.10045.4.3.2")),
  ed25519: der.sequence(der.objectId("1.3.101.112")),
} as const;

/** A certificate in DER. Without an issuer it certifies itself. */
export function createCertificate(crypto: CryptoPort, request: CertificateRequest, issuer?: Issuer): Uint8Array {
  const subject = der.sequence(der.set(der.sequence(der.objectId("2.5.4.3"), commonName(request.commonName))));
  const signer = issuer?.key ?? request.key;
  const algorithm = signatures[crypto.publicKey(signer).kind];
  const { spki } = crypto.publicKey(request.key);
  const issuerId = issuer === undefined ? undefined : subjectKeyId(issuer.certificate);
  const body = der.sequence(
    der.der(0xa0, der.unsigned(Uint8Array.of(2))),
    der.unsigned(request.serial),
    algorithm,
    issuer === undefined ? subject : subjectOf(issuer.certificate),
    der.sequence(der.time(request.notBefore), der.time(request.notAfter)),
    subject,
    spki,
    der.der(0xa3, der.sequence(...extensions(crypto, request, issuerId))),
  );
  return der.sequence(body, algorithm, der.bits(crypto.sign(signer, body)));
}

function commonName(text: string): Uint8Array {
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text) ? der.ascii(0x13, text) : der.utf8(text);
}

function extension(id: string, content: Uint8Array, isCritical = false): Uint8Array {
  const critical = isCritical ? [der.boolean(true)] : [];
  return der.sequence(der.objectId(id), ...critical, der.octets(content));
}

const subjectKeyIdentifier = "2.5.29.14";

/** Digital signature and key encipherment; authorities sign certificates too. */
function extensions(
  crypto: CryptoPort,
  { isAuthority, addresses, names, key }: CertificateRequest,
  issuerId: Uint8Array | undefined,
): readonly Uint8Array[] {
  const usage = isAuthority ? der.bits(Uint8Array.of(0xa4), 2) : der.bits(Uint8Array.of(0xa0), 5);
  const purposes = der.sequence(der.objectId("1.3.6.1.5.5.7.3.1"), der.objectId("1.3.6.1.5.5.7.3.2"));
  const alternatives = [
    ...names.map((name) => der.ascii(0x82, name)),
    ...addresses.map((address) => der.der(0x87, addressBytes(address) ?? new Uint8Array())),
  ];
  const keyId = isAuthority ? [extension(subjectKeyIdentifier, der.octets(keyIdOf(crypto, key)))] : [];
  const authority = issuerId === undefined ? [] : [extension("2.5.29.35", der.sequence(der.der(0x80, issuerId)))];
  return [
    extension("2.5.29.15", usage, true),
    extension("2.5.29.37", purposes),
    extension("2.5.29.19", isAuthority ? der.sequence(der.boolean(true)) : der.sequence(), true),
    ...keyId,
    ...authority,
    ...(alternatives.length === 0 ? [] : [extension("2.5.29.17", der.sequence(...alternatives))]),
  ];
}

/** What names a key: a part of the digest of its bits. */
function keyIdOf(crypto: CryptoPort, key: string): Uint8Array {
  const { content } = der.readDer(crypto.publicKey(key).spki);
  const algorithm = der.readDer(content);
  const bits = der.readDer(content, algorithm.end);
  return crypto.digest("sha256", bits.content.subarray(1)).subarray(0, 20);
}

/** The fields of a certificate, without the version. */
function fieldsOf(certificate: Uint8Array): readonly Uint8Array[] {
  const body = der.readDer(der.readDer(certificate).content).content;
  const fields: Uint8Array[] = [];
  for (let at = 0; at < body.length;) {
    const { end } = der.readDer(body, at);
    fields.push(body.subarray(at, end));
    at = end;
  }
  return (fields[0]?.[0] ?? 0) === 0xa0 ? fields.slice(1) : fields;
}

function subjectOf(certificate: Uint8Array): Uint8Array {
  return fieldsOf(certificate)[4] ?? der.sequence();
}

/** The key identifier that a certificate gives itself. */
function subjectKeyId(certificate: Uint8Array): Uint8Array | undefined {
  const list = fieldsOf(certificate).find((field) => field[0] === 0xa3);
  if (list === undefined) return undefined;
  const wanted = der.objectId(subjectKeyIdentifier);
  const items = der.readDer(der.readDer(list).content).content;
  for (let at = 0; at < items.length;) {
    const item = der.readDer(items, at);
    const isWanted = wanted.every((byte, index) => item.content[index] === byte);
    if (isWanted) return der.readDer(der.readDer(item.content, wanted.length).content).content;
    at = item.end;
  }
  return undefined;
}

/** The bytes of an IP address; undefined when the text is none. */
export function addressBytes(address: string): Uint8Array | undefined {
  const parts = address.split(".");
  if (parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    return Uint8Array.from(parts, Number);
  }
  if (!/^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/.test(address)) return undefined;
  const [head = "", tail] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const [left, right] = [groups(head), tail === undefined ? [] : groups(tail)];
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...Array.from({ length: missing }, () => 0), ...right];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}
