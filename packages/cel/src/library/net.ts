import { Cidr, IpAddress } from "../values/net.ts";
import { EvalError, noSuchOverload } from "../values/value.ts";
import { func, library, method } from "./define.ts";
import { formatAddress, parseAddress } from "./parse-ip.ts";

const mapped = 0xffffn;

/** Whether an IPv6 address stands for an IPv4 one. */
function isMapped({ family, bits }: IpAddress): boolean {
  return family === 6 && bits >> 32n === mapped;
}

function ipOf(text: string): IpAddress | EvalError {
  const parsed = parseAddress(text);
  const shown = JSON.stringify(text);
  if ("problem" in parsed) {
    return new EvalError(`IP Address ${shown} parse error during conversion from string: ${parsed.problem}`);
  }
  if (parsed.zone !== "") return new EvalError(`IP address ${shown} with zone value is not allowed`);
  if (isMapped(parsed.address)) return new EvalError(`IPv4-mapped IPv6 address ${shown} is not allowed`);
  return parsed.address;
}

function isCanonical(text: string): boolean | EvalError {
  const address = ipOf(text);
  return address instanceof EvalError ? address : formatAddress(address) === text;
}

const conversionError = "network address parse error during conversion from string";

function cidrOf(text: string): Cidr | EvalError {
  const shown = JSON.stringify(text);
  const problem = (why: string): EvalError =>
    new EvalError(`${conversionError}: ${conversionError}: netip.ParsePrefix(${shown}): ${why}`);
  const slash = text.lastIndexOf("/");
  if (slash < 0) return problem("no '/'");
  const parsed = parseAddress(text.slice(0, slash));
  if ("problem" in parsed) return problem(parsed.problem);
  if (parsed.zone !== "") return problem("IPv6 zones cannot be present in a prefix");
  const digits = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d{0,2})$/.test(digits)) return problem(`bad bits after slash: ${JSON.stringify(digits)}`);
  const { address } = parsed;
  if (Number(digits) > (address.family === 4 ? 32 : 128)) return problem("prefix length out of range");
  if (isMapped(address)) return new EvalError(`${conversionError}: IPv4-mapped IPv6 address ${shown} is not allowed`);
  return new Cidr(address, Number(digits));
}

function masked(cidr: Cidr): Cidr {
  const { address, prefix, freeBits } = cidr;
  return new Cidr(new IpAddress(address.family, (address.bits >> freeBits) << freeBits), prefix);
}

function containsIp({ address, freeBits }: Cidr, ip: IpAddress): boolean {
  return address.family === ip.family && address.bits >> freeBits === ip.bits >> freeBits;
}

function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return outer.prefix <= inner.prefix && containsIp(outer, inner.address);
}

/** Whether the first bits of an address are these. */
function startsWith({ family, bits }: IpAddress, of: 4 | 6, value: bigint, length: number): boolean {
  return family === of && bits >> BigInt((of === 4 ? 32 : 128) - length) === value;
}

function isLoopback(ip: IpAddress): boolean {
  return startsWith(ip, 4, 127n, 8) || startsWith(ip, 6, 1n, 128);
}

function isMulticast(ip: IpAddress): boolean {
  return startsWith(ip, 4, 0xen, 4) || startsWith(ip, 6, 0xffn, 8);
}

function isLinkLocalMulticast(ip: IpAddress): boolean {
  return startsWith(ip, 4, 0xe00000n, 24) || (startsWith(ip, 6, 0xffn, 8) && ((ip.bits >> 112n) & 0xfn) === 2n);
}

function isLinkLocalUnicast(ip: IpAddress): boolean {
  return startsWith(ip, 4, 0xa9fen, 16) || startsWith(ip, 6, 0x3fan, 10);
}

function isGlobalUnicast(ip: IpAddress): boolean {
  const special = isLoopback(ip) || isMulticast(ip) || isLinkLocalUnicast(ip) || ip.bits === 0n;
  return !special && !startsWith(ip, 4, 0xffffffffn, 32);
}

function formatCidr({ address, prefix }: Cidr): string {
  return `${formatAddress(address)}/${prefix}`;
}

const ip = "net.IP";
const cidr = "net.CIDR";

/** Addresses and ranges of addresses. */
export const net = library({
  ip: {
    string_to_ip: func(["string"], ip, ipOf),
    cidr_ip: method([cidr], ip, ({ address }) => address),
  },
  isIP: { is_ip: func(["string"], "bool", (text) => !(ipOf(text) instanceof EvalError)) },
  "ip.isCanonical": { ip_is_canonical: func(["string"], "bool", isCanonical) },
  family: { ip_family: method([ip], "int", ({ family }) => BigInt(family)) },
  isUnspecified: { ip_is_unspecified: method([ip], "bool", ({ bits }) => bits === 0n) },
  isLoopback: { ip_is_loopback: method([ip], "bool", isLoopback) },
  isLinkLocalMulticast: { ip_is_link_local_multicast: method([ip], "bool", isLinkLocalMulticast) },
  isLinkLocalUnicast: { ip_is_link_local_unicast: method([ip], "bool", isLinkLocalUnicast) },
  isGlobalUnicast: { ip_is_global_unicast: method([ip], "bool", isGlobalUnicast) },
  cidr: { string_to_cidr: func(["string"], cidr, cidrOf) },
  isCIDR: { is_cidr: func(["string"], "bool", (text) => !(cidrOf(text) instanceof EvalError)) },
  containsIP: {
    cidr_contains_ip_ip: method([cidr, ip], "bool", containsIp),
    cidr_contains_ip_string: method([cidr, "string"], "bool", (range, text) => {
      const address = ipOf(text);
      return address instanceof EvalError ? noSuchOverload : containsIp(range, address);
    }),
  },
  containsCIDR: {
    cidr_contains_cidr: method([cidr, cidr], "bool", containsCidr),
    cidr_contains_cidr_string: method([cidr, "string"], "bool", (range, text) => {
      const inner = cidrOf(text);
      return inner instanceof EvalError ? inner : containsCidr(range, inner);
    }),
  },
  masked: { cidr_masked: method([cidr], cidr, masked) },
  prefixLength: { cidr_prefix_length: method([cidr], "int", ({ prefix }) => BigInt(prefix)) },
  string: {
    ip_to_string: func([ip], "string", formatAddress),
    cidr_to_string: func([cidr], "string", formatCidr),
  },
});
