import { IpAddress } from "../values/net.ts";

/** An address, or why a text is none, as Go's `netip` says it. */
export type ParsedAddress = { readonly address: IpAddress; readonly zone: string } | { readonly problem: string };

export function parseAddress(text: string): ParsedAddress {
  const problem = (why: string, at?: string): ParsedAddress => ({
    problem: `ParseAddr(${JSON.stringify(text)}): ${why}${at === undefined ? "" : ` (at ${JSON.stringify(at)})`}`,
  });
  const mark = /[.:%]/.exec(text)?.[0];
  if (mark === undefined) return problem("unable to parse IP");
  if (mark === "%") return problem("missing IPv6 address");
  const result = mark === "." ? readIpv4(text) : readIpv6(text);
  if ("why" in result) return problem(result.why, result.at);
  return result;
}

interface Refusal {
  readonly why: string;
  /** The rest of the text, from where it is wrong. */
  readonly at?: string;
}

function readIpv4(text: string): { readonly address: IpAddress; readonly zone: string } | Refusal {
  const bytes = readFields(text);
  if ("why" in bytes) return bytes;
  const bits = bytes.reduce((bits, byte) => bits * 256n + BigInt(byte), 0n);
  return { address: new IpAddress(4, bits), zone: "" };
}

function readFields(text: string): readonly number[] | Refusal {
  const bytes: number[] = [];
  let field = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character >= "0" && character <= "9") {
      if (field === "0") return { why: "IPv4 field has octet with leading zero" };
      field += character;
      if (Number(field) > 255) return { why: "IPv4 field has value >255" };
    } else if (character === ".") {
      if (field === "" || at === text.length - 1)
        return { why: "IPv4 field must have at least one digit", at: text.slice(at) };
      if (bytes.length === 3) return { why: "IPv4 address too long" };
      bytes.push(Number(field));
      field = "";
    } else {
      return { why: "unexpected character", at: text.slice(at) };
    }
  }
  return bytes.length < 3 ? { why: "IPv4 address too short" } : [...bytes, Number(field)];
}

function readIpv6(text: string): { readonly address: IpAddress; readonly zone: string } | Refusal {
  const percent = text.indexOf("%");
  const zone = percent < 0 ? "" : text.slice(percent + 1);
  if (percent >= 0 && zone === "") return { why: "zone must be a non-empty string" };
  const groups = readGroups(percent < 0 ? text : text.slice(0, percent));
  if ("why" in groups) return groups;
  const bits = groups.reduce((bits, group) => bits * 65536n + BigInt(group), 0n);
  return { address: new IpAddress(6, bits), zone };
}

function readGroups(text: string): readonly number[] | Refusal {
  const groups: number[] = [];
  let rest = text;
  let gap = -1;
  if (rest.startsWith("::")) {
    gap = 0;
    rest = rest.slice(2);
  }
  while (groups.length < 8 && rest !== "") {
    const digits = /^[\da-fA-F]*/.exec(rest)?.[0] ?? "";
    if (digits.length > 4) return { why: "each group must have 4 or less digits", at: rest };
    if (digits === "") return { why: "each colon-separated field must have at least one digit", at: rest };
    if (rest.charAt(digits.length) === ".") return withIpv4(groups, rest, gap);
    groups.push(Number.parseInt(digits, 16));
    rest = rest.slice(digits.length);
    if (rest === "") break;
    if (!rest.startsWith(":")) return { why: "unexpected character, want colon", at: rest };
    if (rest.length === 1) return { why: "colon must be followed by more characters", at: rest };
    rest = rest.slice(1);
    if (rest.startsWith(":")) {
      if (gap >= 0) return { why: "multiple :: in address", at: rest };
      gap = groups.length;
      rest = rest.slice(1);
    }
  }
  if (rest !== "") return { why: "trailing garbage after address", at: rest };
  return expand(groups, gap);
}

/** An address may end with four decimal numbers. */
function withIpv4(groups: readonly number[], rest: string, gap: number): readonly number[] | Refusal {
  if (gap < 0 && groups.length !== 6) {
    return { why: "embedded IPv4 address must replace the final 2 fields of the address", at: rest };
  }
  if (groups.length > 6)
    return { why: "too many hex fields to fit an embedded IPv4 at the end of the address", at: rest };
  const bytes = readFields(rest);
  if ("why" in bytes) return bytes;
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return expand([...groups, a * 256 + b, c * 256 + d], gap);
}

function expand(groups: readonly number[], gap: number): readonly number[] | Refusal {
  if (gap < 0) return groups.length < 8 ? { why: "address string too short" } : groups;
  if (groups.length >= 8) return { why: "the :: must expand to at least one field of zeros" };
  const zeros = Array.from({ length: 8 - groups.length }, () => 0);
  return [...groups.slice(0, gap), ...zeros, ...groups.slice(gap)];
}

/** Prints an address in its shortest form. */
export function formatAddress({ family, bits }: IpAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(112 - 16 * index)) & 65535n));
  const { start, length } = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(":");
  return `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`;
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  return best;
}
