import { quote } from "../../quote.ts";
import { quoted } from "../print.ts";

export function hostnameFault(text: string): string | undefined {
  const host = text.endsWith(".") ? text.slice(0, -1) : text;
  if (host.length > 253) return "more than 253 characters long";
  for (const label of host.split(".")) {
    if (label.length < 1 || label.length > 63) return "label must be 1 to 63 characters long";
    if (label.startsWith("-")) return "label starts with hyphen";
    if (label.endsWith("-")) return "label ends with hyphen";
    const wrong = Array.from(label).find((character) => !/[A-Za-z0-9-]/.test(character));
    if (wrong !== undefined) return `invalid character ${quoted(wrong)}`;
  }
  return undefined;
}

export function ipv4Fault(text: string): string | undefined {
  const groups = text.split(".");
  if (groups.length !== 4) return "expected four decimals";
  for (const group of groups) {
    if (group.length > 1 && group.startsWith("0")) return "leading zeros";
    if (!/^[-+]?[0-9]+$/.test(group)) return `strconv.Atoi: parsing ${quote(group)}: invalid syntax`;
    if (Number(group) < 0 || Number(group) > 255) return "decimal must be between 0 and 255";
  }
  return undefined;
}

export function ipv6Fault(text: string): string | undefined {
  if (!text.includes(":")) return "missing colon";
  if (text.includes("%")) return "zone id is not a part of ipv6 address";
  const reason = addressFault(text);
  return reason === undefined ? undefined : `ParseAddr(${quote(text)}): ${reason}`;
}

const groupCount = 8;

/** What Go has against the text of an address. */
function addressFault(text: string): string | undefined {
  let [rest, count, ellipsis] = [text, 0, -1];
  if (rest.startsWith("::")) {
    [rest, ellipsis] = [rest.slice(2), 0];
    if (rest === "") return undefined;
  }
  while (count < groupCount) {
    const digits = /^[0-9A-Fa-f]*/.exec(rest)?.[0] ?? "";
    if (digits.length > 4) return `each group must have 4 or less digits (at ${quote(rest)})`;
    if (digits === "") return `each colon-separated field must have at least one digit (at ${quote(rest)})`;
    if (rest[digits.length] === ".") return embeddedFault(rest, count, ellipsis >= 0);
    count += 1;
    rest = rest.slice(digits.length);
    if (rest === "") break;
    if (!rest.startsWith(":")) return `unexpected character, want colon (at ${quote(rest)})`;
    if (rest === ":") return `colon must be followed by more characters (at ${quote(rest)})`;
    rest = rest.slice(1);
    if (rest.startsWith(":")) {
      if (ellipsis >= 0) return `multiple :: in address (at ${quote(rest)})`;
      [ellipsis, rest] = [count, rest.slice(1)];
      if (rest === "") break;
    }
  }
  if (rest !== "") return `trailing garbage after address (at ${quote(rest)})`;
  return countFault(count, ellipsis >= 0);
}

function countFault(count: number, hasEllipsis: boolean): string | undefined {
  if (count < groupCount) return hasEllipsis ? undefined : "address string too short";
  return hasEllipsis ? "the :: must expand to at least one field of zeros" : undefined;
}

/** An IPv4 address at the end. */
function embeddedFault(rest: string, count: number, hasEllipsis: boolean): string | undefined {
  if (!hasEllipsis && count !== groupCount - 2) {
    return `embedded IPv4 address must replace the final 2 fields of the address (at ${quote(rest)})`;
  }
  if (count + 2 > groupCount)
    return `too many hex fields to fit an embedded IPv4 at the end of the address (at ${quote(rest)})`;
  return ipv4Fault(rest) === undefined ? undefined : `invalid IPv4 address (at ${quote(rest)})`;
}

const atomCharacter = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]/;

export function emailFault(text: string): string | undefined {
  if (text.length > 255) return "more than 255 characters long";
  const at = text.lastIndexOf("@");
  if (at < 0) return "missing @";
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (local.length > 64) return "local part more than 64 characters long";
  return localFault(local) ?? domainFault(domain);
}

function localFault(local: string): string | undefined {
  if (local.length > 1 && local.startsWith('"') && local.endsWith('"')) {
    const wrong = Array.from(local.slice(1, -1)).find((character) => '\\"'.includes(character));
    return wrong === undefined ? undefined : `invalid character ${quoted(wrong)} inside quoted local part`;
  }
  if (local.startsWith(".")) return "starts with dot";
  if (local.endsWith(".")) return "ends with dot";
  if (local.includes("..")) return "consecutive dots";
  const wrong = Array.from(local).find((character) => !atomCharacter.test(character));
  return wrong === undefined ? undefined : `invalid character ${quoted(wrong)}`;
}

function domainFault(domain: string): string | undefined {
  const literal = /^\[(.*)\]$/s.exec(domain)?.[1];
  if (literal === undefined) return prefixed("invalid domain", hostnameFault(domain));
  if (literal.startsWith("IPv6:")) return prefixed("invalid ipv6 address", ipv6Fault(literal.slice("IPv6:".length)));
  return prefixed("invalid ipv4 address", ipv4Fault(literal));
}

function prefixed(what: string, reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `${what}: ${reason}`;
}
