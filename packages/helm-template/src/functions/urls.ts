import { func, param, quote, toBytes, typeOf } from "@flux-ts/go-template";
import type { FuncMap, Value, ValueMap } from "@flux-ts/go-template";
import { fail } from "./cast.ts";

/** The parts of a URL, as they are written. */
interface Url {
  readonly scheme: string;
  readonly opaque: string;
  readonly userinfo: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** Reads a URL as Go's `net/url` does. */
function parseUrl(text: string): Url {
  const problem = (detail: string) => fail(`unable to parse url: parse ${quote(text)}: ${detail}`);
  // oxlint-disable-next-line no-control-regex -- control characters are what Go refuses
  if (/[\x00-\x1f\x7f]/.test(text)) problem("net/url: invalid control character in URL");
  const [beforeFragment = "", fragment = ""] = splitOnce(text, "#");
  const scheme = schemeOf(beforeFragment);
  if (scheme === undefined) problem("missing protocol scheme");
  const [body = "", query = ""] = splitOnce(beforeFragment.slice(scheme ? scheme.length + 1 : 0), "?");
  checkEscapes(fragment, problem);
  const rest = { scheme: (scheme ?? "").toLowerCase(), query, fragment: unescapeUrl(fragment) };
  if (!body.startsWith("/")) {
    if (scheme) return { ...rest, opaque: body, userinfo: "", host: "", path: "" };
    const [segment = ""] = body.split("/");
    if (segment.includes(":")) problem("first path segment in URL cannot contain colon");
  }
  const authority =
    body.startsWith("//") && !body.startsWith("///") ? (/^\/\/([^/]*)/.exec(body)?.[1] ?? "") : undefined;
  const path = authority === undefined ? body : body.slice(authority.length + 2);
  checkEscapes(path, problem);
  return { ...rest, opaque: "", ...authorityOf(authority ?? "", problem), path: unescapeUrl(path) };
}

function authorityOf(authority: string, problem: (detail: string) => never): Pick<Url, "userinfo" | "host"> {
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  const userinfo = at < 0 ? "" : authority.slice(0, at);
  const port = /:([^:\]]*)$/.exec(host)?.[1];
  if (host.startsWith("[") && !host.includes("]")) problem("missing ']' in host");
  if (port !== undefined && !/^\d*$/.test(port)) problem(`invalid port ${quote(`:${port}`)} after host`);
  if (/[ <>"]/.test(host)) problem(`invalid character ${quote(/[ <>"]/.exec(host)?.[0] ?? "")} in host name`);
  checkEscapes(userinfo, problem);
  return { userinfo, host };
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** The scheme, "" when there is none; undefined when a colon has nothing before it. */
function schemeOf(text: string): string | undefined {
  if (text.startsWith(":")) return undefined;
  return /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1] ?? "";
}

function checkEscapes(text: string, problem: (detail: string) => never): void {
  const wrong = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(text)?.[0];
  if (wrong !== undefined) problem(`invalid URL escape ${quote(wrong)}`);
}

function unescapeUrl(text: string): string {
  if (!text.includes("%")) return text;
  const bytes: number[] = [];
  for (const part of text.match(/%[0-9A-Fa-f]{2}|[^%]+/g) ?? []) {
    if (part.startsWith("%")) bytes.push(Number.parseInt(part.slice(1), 16));
    else bytes.push(...toBytes(part));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** Escapes what may not stand in the part as it is. */
function escapeUrl(text: string, allowed: RegExp): string {
  let escaped = "";
  for (const byte of toBytes(text)) {
    const character = String.fromCharCode(byte);
    escaped += allowed.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return escaped;
}

const inPath = /[A-Za-z0-9\-_.~$&+,/:;=@!'()*]/;
const inFragment = /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/;

function printUrl(url: Url): string {
  const { scheme, opaque, userinfo, host, query, fragment } = url;
  const end = (query === "" ? "" : `?${query}`) + (fragment === "" ? "" : `#${escapeUrl(fragment, inFragment)}`);
  const start = scheme === "" ? "" : `${scheme}:`;
  if (opaque !== "") return start + opaque + end;
  const path = escapeUrl(url.path, inPath);
  const hasAuthority = host !== "" || userinfo !== "";
  const authority = hasAuthority ? `//${userinfo === "" ? "" : `${userinfo}@`}${host}` : "";
  const separator = path !== "" && !path.startsWith("/") && host !== "" ? "/" : "";
  return start + authority + separator + path + end;
}

function hostname(host: string): string {
  const bracketed = /^\[(.*)\]/.exec(host)?.[1];
  return bracketed ?? host.replace(/:\d*$/, "");
}

function urlParse(text: string): Value {
  const { scheme, host, path, query, opaque, fragment, userinfo } = parseUrl(text);
  return { scheme, host, hostname: hostname(host), path, query, opaque, fragment, userinfo };
}

function urlJoin(parts: ValueMap): string {
  const part = (key: string): string => {
    const value = Object.hasOwn(parts, key) ? parts[key] : "";
    if (typeof value === "string") return value;
    return fail(`unable to parse ${key} key, must be of type string, but ${typeOf(value).kind} found`);
  };
  return printUrl({
    scheme: part("scheme"),
    host: part("host"),
    path: part("path"),
    query: part("query"),
    opaque: part("opaque"),
    fragment: part("fragment"),
    userinfo: part("userinfo"),
  });
}

export const urlFunctions: FuncMap = {
  urlParse: func([param.string], urlParse),
  urlJoin: func([param.map], urlJoin),
};
