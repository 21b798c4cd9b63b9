import { func, param, toBytes, typeOf } from "@flux-ts/go-template";
import type { FuncMap, Value, ValueMap } from "@flux-ts/go-template";
import { parseUrl, UrlError } from "../url.ts";
import type { Url } from "../url.ts";
import { fail } from "./cast.ts";

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

function read(text: string): Url {
  try {
    return parseUrl(text);
  } catch (error) {
    if (error instanceof UrlError) return fail(`unable to parse url: ${error.message}`);
    throw error;
  }
}

function urlParse(text: string): Value {
  const { scheme, host, path, query, opaque, fragment, userinfo } = read(text);
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
