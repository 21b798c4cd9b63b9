import type { KubeObject } from "@flux-ts/base";

// Without vowels and look-alikes, as upstream's random names.
const alphabet = "bcdfghjklmnpqrstvwxz2456789";
const suffixLength = 5;
const longestName = 63;

/** Gives an object that asks for a generated name one. */
export function withGeneratedName(object: KubeObject, newSuffix: () => string): KubeObject {
  const { name, generateName } = object.metadata;
  if (name || !generateName) return object;
  const base = generateName.slice(0, longestName - suffixLength);
  return { ...object, metadata: { ...object.metadata, name: base + newSuffix() } };
}

/** What makes a generated name unlike all others. */
export function randomSuffix(): string {
  return Array.from({ length: suffixLength }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join("");
}

const labelPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomainPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Errors of a DNS subdomain: the names of most objects. */
export function checkSubdomain(name: string): readonly string[] {
  const errors = name.length > 253 ? ["must be no more than 253 characters"] : [];
  if (subdomainPattern.test(name)) return errors;
  return [
    ...errors,
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
      "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
      "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  ];
}

/** Errors of a DNS label: the names of namespaces. */
export function checkLabel(name: string): readonly string[] {
  const errors = name.length > 63 ? ["must be no more than 63 characters"] : [];
  if (labelPattern.test(name)) return errors;
  if (subdomainPattern.test(name)) return [...errors, "must not contain dots"];
  return [
    ...errors,
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end " +
      "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
      "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  ];
}

/** Errors of a name that is one segment of a path: the names of roles and bindings. */
export function checkPathSegment(name: string): readonly string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}
