// What is wrong with texts of a certain form, in upstream's words.
import { isIP } from "node:net";
import { checkSubdomain } from "../../registry/names.ts";

/** Errors of the name of a port. */
export function checkPortName(name: string): readonly string[] {
  const errors: string[] = [];
  if (name.length > 15) errors.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(name)) {
    errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!/[a-z]/.test(name)) errors.push("must contain at least one letter (a-z)");
  if (name.includes("--")) errors.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) errors.push("must not begin or end with a hyphen");
  return errors;
}

/** Errors of a DNS label as it was first defined: it begins with a letter. */
export function checkDnsLabel(label: string): readonly string[] {
  const errors = label.length > 63 ? ["must be no more than 63 characters"] : [];
  if (/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(label)) return errors;
  return [
    ...errors,
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and " +
      "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is " +
      "'[a-z]([-a-z0-9]*[a-z0-9])?')",
  ];
}

/** Errors of the name of an environment variable. */
export function checkEnvName(name: string): readonly string[] {
  if (/^[ -<>-~]+$/.test(name)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Errors of the name of an HTTP header. */
export function checkHeaderName(name: string): readonly string[] {
  if (/^[-A-Za-z0-9]+$/.test(name)) return [];
  return [
    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation " +
      "is '[-A-Za-z0-9]+')",
  ];
}

/** Errors of a domain in which names are looked for. */
export function checkSearchDomain(domain: string): readonly string[] {
  if (domain.length > 253) return ["must be no more than 253 characters"];
  if (domain === "." || /^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*\.?$/.test(domain))
    return [];
  return [
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start " +
      "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
      "'_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')",
  ];
}

/** Errors of a path below a volume. */
export function checkSubPath(path: string): readonly string[] {
  if (path.startsWith("/")) return ["must be a relative path"];
  return path.split("/").includes("..") ? ["must not contain '..'"] : [];
}

/** Errors of an IP address. */
export function checkIp(address: string): readonly string[] {
  if (isIP(address) !== 0) return [];
  const decimals = address.split(".");
  if (decimals.length === 4 && decimals.every((part) => /^\d+$/.test(part)) && decimals.some(hasLeadingZero)) {
    return ["must not have leading 0s"];
  }
  return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];
}

function hasLeadingZero(part: string): boolean {
  return part.length > 1 && part.startsWith("0");
}

/** Errors of an address that others are to connect to. */
export function checkReachable(address: string): readonly string[] {
  if (isIP(address) === 0) return [];
  if (address === "0.0.0.0" || address === "::") return [`may not be unspecified (${address})`];
  if (address.startsWith("127.") || address === "::1")
    return ["may not be in the loopback range (127.0.0.0/8, ::1/128)"];
  if (address.startsWith("169.254.") || /^fe[89ab]/i.test(address)) {
    return ["may not be in the link-local range (169.254.0.0/16, fe80::/10)"];
  }
  if (address.startsWith("224.0.0.") || /^ff02:/i.test(address)) {
    return ["may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"];
  }
  return [];
}

/** Errors of a range of addresses. */
export function checkCidr(range: string): readonly string[] {
  const [address = "", bits = "", ...rest] = range.split("/");
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  if (family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most) return [];
  return ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"];
}

/** Errors of a host name whose first label may be `*`. */
export function checkHost(host: string): readonly string[] {
  if (!host.includes("*")) return checkSubdomain(host);
  if (/^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(host)) return [];
  return [
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower " +
      "case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex " +
      "used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  ];
}
