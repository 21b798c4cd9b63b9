import { quote, toBytes } from "@flux-ts/go-template";

/** The parts of a URL, as they are written. */
export interface Url {
  readonly scheme: string;
  readonly opaque: string;
  readonly userinfo: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** A text that is no URL. The message is Go's. */
export class UrlError extends Error {
  override readonly name = "UrlError";
}

/**
 * Reads a URL as Go's `net/url` does.
 *
 * @throws UrlError
 */
export function parseUrl(text: string): Url {
  const problem = (detail: string): never => {
    throw new UrlError(`parse ${quote(text)}: ${detail}`);
  };
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

// What is no ASCII stands for itself.
const notInHost = /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/;

function authorityOf(authority: string, problem: (detail: string) => never): Pick<Url, "userinfo" | "host"> {
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  const userinfo = at < 0 ? "" : authority.slice(0, at);
  const port = /:([^:\]]*)$/.exec(host)?.[1];
  if (host.startsWith("[") && !host.includes("]")) problem("missing ']' in host");
  if (port !== undefined && !/^\d*$/.test(port)) problem(`invalid port ${quote(`:${port}`)} after host`);
  const wrong = notInHost.exec(host)?.[0];
  if (wrong !== undefined) problem(`invalid character ${quote(wrong)} in host name`);
  if (/^\[[0-9.]+\]/.test(host)) problem("invalid IP-literal");
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
