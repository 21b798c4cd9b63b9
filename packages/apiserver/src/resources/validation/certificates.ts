// Requests for certificates.
import type { JsonValue, KubeObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { at, fields, isEmpty, listOf, read } from "./check.ts";
import type { Rules } from "./rules.ts";

const requestBlock = /-----BEGIN CERTIFICATE REQUEST-----\s+([^-]*)-----END CERTIFICATE REQUEST-----/;

/** A request in PEM, in base64. That its signature holds is left to whoever signs. */
const request: Check = (value, path) => {
  const pem = Buffer.from(scalarText(value), "base64").toString();
  const block = requestBlock.exec(pem);
  if (block === null) return [invalid(path, value ?? null, "PEM block type must be CERTIFICATE REQUEST")];
  const problem = sequenceProblem(Buffer.from(block[1] ?? "", "base64"));
  return problem === undefined ? [] : [invalid(path, value ?? null, problem)];
};

const sequenceTag = 0x30;

/** What is wrong with bytes that should be one ASN.1 sequence. */
function sequenceProblem(bytes: Uint8Array): string | undefined {
  const [tag, first = 0] = bytes;
  if (tag === undefined) return "asn1: syntax error: sequence truncated";
  const sizeBytes = first & 0x80 ? first & 0x7f : 0;
  if (bytes.length < 2 + sizeBytes) return "asn1: syntax error: truncated tag or length";
  if (tag !== sequenceTag) return "asn1: structure error: tags don't match";
  const size = sizeBytes === 0 ? first : bytes.subarray(2, 2 + sizeBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  return bytes.length < 2 + sizeBytes + size ? "asn1: syntax error: data truncated" : undefined;
}

const longestSigner = 571;

const signer: Check = (value, path) => {
  const name = scalarText(value);
  if (name === "") return [required(path)];
  const [domain = "", place, ...rest] = name.split("/");
  if (place === undefined || rest.length > 0 || domain === "" || place === "") {
    const why = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [invalid(path, name, why)];
  }
  const tooLong =
    name.length > longestSigner ? [invalid(path, name, `must be no more than ${longestSigner} characters`)] : [];
  if (name === "kubernetes.io/legacy-unknown") {
    return [invalid(path, name, "the legacy signerName is not allowed via this API version")];
  }
  return [...tooLong, ...checkDomain(domain, path), ...checkPlace(place, path)];
};

function checkDomain(domain: string, path: string): readonly FieldCause[] {
  const labels = domain.split(".");
  if (labels.length < 2)
    return [invalid(path, domain, "should be a domain with at least two segments separated by dots")];
  return labels.flatMap((label) =>
    checkLabel(label).map((why) => invalid(path, domain, `validating label ${JSON.stringify(label)}: ${why}`)),
  );
}

function checkPlace(place: string, path: string): readonly FieldCause[] {
  return place
    .split(".")
    .flatMap((part) =>
      checkSubdomain(part).map((why) => invalid(path, place, `validating label ${JSON.stringify(part)}: ${why}`)),
    );
}

const knownUsages = [
  "any",
  "cert sign",
  "client auth",
  "code signing",
  "content commitment",
  "crl sign",
  "data encipherment",
  "decipher only",
  "digital signature",
  "email protection",
  "encipher only",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "key agreement",
  "key encipherment",
  "microsoft sgc",
  "netscape sgc",
  "ocsp signing",
  "s/mime",
  "server auth",
  "signing",
  "timestamping",
];

const usages: Check = (value, path) => {
  if (isEmpty(value)) return [required(path)];
  const seen = new Set<JsonValue>();
  return listOf(value).flatMap((usage, index) => {
    const field = `${path}[${index}]`;
    if (!knownUsages.includes(scalarText(usage))) return [notSupported(field, usage, knownUsages)];
    if (seen.has(usage)) return [duplicate(field, usage)];
    seen.add(usage);
    return [];
  });
};

const shortestSeconds = 600;

const lifetime: Check = (value, path) =>
  typeof value === "number" && value < shortestSeconds
    ? [invalid(path, value, `may not specify a duration less than ${shortestSeconds} seconds (10 minutes)`)]
    : [];

const certificate: Check = (value, path) => {
  if (isEmpty(value)) return [];
  const pem = Buffer.from(scalarText(value), "base64").toString();
  if (pem.includes("-----BEGIN CERTIFICATE-----")) return [];
  return [invalid(path, "<certificate data>", "must contain at least one CERTIFICATE PEM block")];
};

export const signingRequestRules: Rules = {
  check: fields({
    spec: (value, path) => [
      ...request(read(value, "request"), at(path, "request")),
      ...usages(read(value, "usages"), at(path, "usages")),
      ...signer(read(value, "signerName"), at(path, "signerName")),
      ...lifetime(read(value, "expirationSeconds"), at(path, "expirationSeconds")),
    ],
    status: fields({ certificate }),
  }),
  checkChange: keepsDecision,
};

/** Decisions are made through an endpoint of their own, and are not taken back. */
function keepsDecision(next: KubeObject, current: KubeObject, subresource: string): readonly FieldCause[] {
  const typesOf = (object: KubeObject): ReadonlySet<string> =>
    new Set(listOf(read(object["status"], "conditions")).map((condition) => scalarText(read(condition, "type"))));
  const [now, before] = [typesOf(next), typesOf(current)];
  return ["Approved", "Denied", "Failed"].flatMap((type) => {
    const field = "status.conditions";
    if (before.has(type) && !now.has(type)) {
      return [forbiddenField(field, `updates may not remove a condition of type ${JSON.stringify(type)}`)];
    }
    if (before.has(type) || !now.has(type) || type === "Failed" || subresource === "approval") return [];
    return [forbiddenField(field, `updates may not add a condition of type ${JSON.stringify(type)}`)];
  });
}
