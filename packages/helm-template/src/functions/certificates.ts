import { func, isNil, listOf, param, stringType, toBytes, typeOf, withType } from "@flux-ts/go-template";
import type { FuncMap, GoType, Param, Run, Value, ValueMap } from "@flux-ts/go-template";
import { messageOf } from "@flux-ts/base";
import { addressBytes, createCertificate } from "../crypto/certificate.ts";
import type { Issuer } from "../crypto/certificate.ts";
import type { Ports } from "../ports.ts";
import { fail, toText } from "./cast.ts";
import { slowSteps } from "./crypto.ts";
import { fromBase64, toBase64 } from "./encoding.ts";

const { any, int, string } = param;

const certificateType: GoType = { name: "sprig.certificate", kind: "struct", fields: ["Cert", "Key"] };
const certificate: Param<ValueMap> = { type: certificateType, read: (value) => value as ValueMap };

function pair(cert: string, key: string): ValueMap {
  return withType({ Cert: cert, Key: key }, certificateType);
}

/** Text around binary data, in lines of 64 characters. */
function toPem(label: string, bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function fromPem(text: string): Uint8Array | undefined {
  const body = /-----BEGIN [A-Z ]+-----([\s\S]*?)-----END /.exec(text)?.[1];
  return body === undefined ? undefined : fromBase64(body);
}

/** Texts of a list that may be nil. */
function textsOf(value: Value, what: string): readonly string[] {
  if (isNil(value)) return [];
  const items = listOf(value) ?? fail(`error parsing ${what}: ${typeOf(value).name} is not a list`);
  return items.map((item) =>
    typeof item === "string" ? item : fail(`error parsing ${what}: ${typeOf(item).name} is not a ${stringType.name}`),
  );
}

function addressesOf(value: Value): readonly string[] {
  const addresses = textsOf(value, "ips");
  const wrong = addresses.find((address) => addressBytes(address) === undefined);
  return wrong === undefined ? addresses : fail(`error parsing ip: ${wrong}`);
}

const certificateKeyBits = 2048;
const dayMillis = 86_400_000;

interface Subject {
  readonly commonName: string;
  readonly addresses: Value;
  readonly names: Value;
  readonly days: number;
  readonly isAuthority?: boolean;
}

/** Functions that make certificates and their keys. */
export function certificateFunctions(ports: Ports): FuncMap {
  const { crypto, now, random } = ports;
  const issue = (
    { commonName, addresses, names, days, isAuthority = false }: Subject,
    key: string,
    issuer?: Issuer,
  ): Value => {
    const notBefore = now();
    const request = {
      commonName,
      addresses: addressesOf(addresses),
      names: textsOf(names, "alternate dns names"),
      isAuthority,
      notBefore,
      notAfter: notBefore + days * dayMillis,
      serial: random(16),
      key,
    };
    try {
      return pair(toPem("CERTIFICATE", createCertificate(crypto, request, issuer)), key);
    } catch (error) {
      return fail(messageOf(error));
    }
  };
  const issuerOf = (authority: ValueMap): Issuer => ({
    certificate: fromPem(toText(authority["Cert"])) ?? fail("unable to decode certificate"),
    key: toText(authority["Key"]),
  });
  const newKey = (run: Run) => {
    run.spend(slowSteps.certificate);
    return crypto.generateKey("rsa", certificateKeyBits);
  };
  const authority = (commonName: string, days: number, key: string) =>
    issue({ commonName, addresses: null, names: null, days, isAuthority: true }, key);
  // oxlint-disable max-params -- the functions have them in templates
  return {
    genCA: func([string, int], (name, days, run) => authority(name, days, newKey(run))),
    genCAWithKey: func([string, int, string], (name, days, key) => authority(name, days, key)),
    genSelfSignedCert: func([string, any, any, int], (commonName, addresses, names, days, run) =>
      issue({ commonName, addresses, names, days }, newKey(run)),
    ),
    genSelfSignedCertWithKey: func([string, any, any, int, string], (commonName, addresses, names, days, key) =>
      issue({ commonName, addresses, names, days }, key),
    ),
    genSignedCert: func([string, any, any, int, certificate], (commonName, addresses, names, days, signer, run) =>
      issue({ commonName, addresses, names, days }, newKey(run), issuerOf(signer)),
    ),
    genSignedCertWithKey: func(
      [string, any, any, int, certificate, string],
      (commonName, addresses, names, days, signer, key) =>
        issue({ commonName, addresses, names, days }, key, issuerOf(signer)),
    ),
    buildCustomCert: func([string, string], (cert, key) => customCertificate(ports, cert, key)),
  };
  // oxlint-enable max-params
}

/** A pair that was made elsewhere, checked as far as it must be to sign with it. */
function customCertificate({ crypto }: Ports, encodedCert: string, encodedKey: string): Value {
  const decode = (text: string, what: string) =>
    new TextDecoder().decode(fromBase64(text) ?? fail(`unable to decode base64 ${what}`));
  const cert = decode(encodedCert, "certificate");
  const key = decode(encodedKey, "private key");
  if (fromPem(cert) === undefined) fail("unable to decode certificate");
  if (toBytes(key).length === 0 || fromPem(key) === undefined) fail("unable to decode key");
  try {
    crypto.publicKey(key);
  } catch (error) {
    fail(`error parsing private key: ${messageOf(error)}`);
  }
  return pair(cert, key);
}
