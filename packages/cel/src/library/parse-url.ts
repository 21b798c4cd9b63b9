import { UrlValue } from "../values/url.ts";

/** A URL, or why a text is none, as Go's `net/url` says it of the target of a request. */
export type ParsedUrl = { readonly url: UrlValue } | { readonly problem: string };

export function parseUrl(text: string): ParsedUrl {
  const problem = (why: string): ParsedUrl => ({ problem: `parse ${JSON.stringify(text)}: ${why}` });
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    return { problem: `parse ${quoteControls(text)}: net/url: invalid control character in URL` };
  }
  if (text === "") return problem("empty url");
  if (text === "*") return { url: new UrlValue(text, { scheme: "", host: "", path: "*", query: "" }) };
  if (text.startsWith(":")) return problem("missing protocol scheme");
  const scheme = /^([a-zA-Z][a-zA-Z\d+.-]*):/.exec(text)?.[1];
  const [rest = ""] = text.slice(scheme === undefined ? 0 : scheme.length + 1).split("#");
  const [, before = "", query = ""] = /^([^?]*)\??([\s\S]*)$/.exec(rest) ?? [];
  const base = { scheme: scheme?.toLowerCase() ?? "", query };
  if (!before.startsWith("/")) {
    if (scheme === undefined) return problem("invalid URI for request");
    return { url: new UrlValue(text, { ...base, host: "", path: "" }) };
  }
  const located = scheme !== undefined || !before.startsWith("///");
  const [, authority = "", path = ""] = (located ? /^(?:\/\/([^/]*))?([\s\S]*)$/ : /^()([\s\S]*)$/).exec(before) ?? [];
  const host = readHost(authority);
  const wrong = "why" in host ? host.why : wrongEscape(path);
  if (wrong !== undefined || "why" in host) return problem(wrong ?? "");
  return { url: new UrlValue(text, { ...base, host: host.host, path }) };
}

/** Go shows control characters as `\x7f`. */
function quoteControls(text: string): string {
  return JSON.stringify(text)
    .replaceAll("\u007f", "\\x7f")
    .replaceAll(/\\u00([01]\w)/g, "\\x$1");
}

function wrongEscape(text: string): string | undefined {
  const found = /%(?![\da-fA-F]{2})[^]{0,2}/.exec(text)?.[0];
  return found === undefined ? undefined : `invalid URL escape ${JSON.stringify(found)}`;
}

const userInfo = /^[\w\-.:~!$&'()*+,;=%@]*$/;
const notInHost = /[^\w\-.~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]/u;

function readHost(authority: string): { readonly host: string } | { readonly why: string } {
  const at = authority.lastIndexOf("@");
  if (!userInfo.test(authority.slice(0, Math.max(0, at)))) return { why: "net/url: invalid userinfo" };
  const host = authority.slice(at + 1);
  const close = host.lastIndexOf("]");
  if (host.startsWith("[") && close < 0) return { why: "missing ']' in host" };
  const colon = host.startsWith("[") ? close + 1 : host.indexOf(":");
  const port = colon < 0 ? "" : host.slice(colon);
  if (!/^(?::\d*)?$/.test(port)) return { why: `invalid port ${JSON.stringify(port)} after host` };
  return readEscapedHost(host);
}

/** In a host, only the zone of an address and what is not ASCII may be escaped. */
function readEscapedHost(host: string): { readonly host: string } | { readonly why: string } {
  const bad = notInHost.exec(host)?.[0];
  if (bad !== undefined) return { why: `invalid character ${JSON.stringify(bad)} in host name` };
  const zone = host.startsWith("[") ? host.indexOf("%25") : -1;
  const escaped = zone < 0 ? /%(?![89a-fA-F][\da-fA-F])[^]{0,2}/.exec(host)?.[0] : undefined;
  if (escaped !== undefined) return { why: `invalid URL escape ${JSON.stringify(escaped)}` };
  return { host: unescape(host) ?? host };
}

/** The text without `%` escapes; undefined when one of them is none. */
export function unescape(text: string): string | undefined {
  if (wrongEscape(text) !== undefined) return undefined;
  const bytes = new TextEncoder().encode(text);
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x25) {
      plain.push(Number.parseInt(String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0), 16));
      at += 2;
    } else {
      plain.push(byte);
    }
  }
  return new TextDecoder().decode(Uint8Array.from(plain));
}

const validPath = /^[\w\-.~!$&'()*+,;=:@/[\]%]*$/;
const plainByte = /[\w\-.~$&+,/:;=@]/;

/** The path as it is sent: as written when that is properly escaped. */
export function escapePath(path: string): string {
  if (validPath.test(path)) return path;
  return Array.from(new TextEncoder().encode(unescape(path) ?? path), (byte) => {
    const character = String.fromCharCode(byte);
    return byte < 0x80 && plainByte.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}
