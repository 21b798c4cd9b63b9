import { listOf } from "../values/list.ts";
import { mapOf } from "../values/map.ts";
import type { MapValue } from "../values/map.ts";
import type { UrlValue } from "../values/url.ts";
import { EvalError } from "../values/value.ts";
import { func, library, method } from "./define.ts";
import { escapePath, parseUrl, unescape } from "./parse-url.ts";

function urlOf(text: string): UrlValue | EvalError {
  const parsed = parseUrl(text);
  if ("url" in parsed) return parsed.url;
  return new EvalError(`URL parse error during conversion from string: ${parsed.problem}`);
}

function hostname({ parts: { host } }: UrlValue): string {
  return /^\[([^\]]*)\]/.exec(host)?.[1] ?? host.replace(/:.*$/s, "");
}

function port({ parts: { host } }: UrlValue): string {
  return /:(\d*)$/.exec(host.replace(/^\[[^\]]*\]/, ""))?.[1] ?? "";
}

/** The parameters, each with all its values. Those that cannot be read are left out. */
function query({ parts }: UrlValue): MapValue {
  const values = new Map<string, string[]>();
  for (const pair of parts.query.split("&")) {
    if (pair === "" || pair.includes(";")) continue;
    const [, written = "", text = ""] = /^([^=]*)=?([\s\S]*)$/.exec(pair) ?? [];
    const key = unescape(written.replaceAll("+", " "));
    const value = unescape(text.replaceAll("+", " "));
    if (key === undefined || value === undefined) continue;
    const known = values.get(key);
    if (known === undefined) values.set(key, [value]);
    else known.push(value);
  }
  return mapOf([...values].map(([key, texts]) => [key, listOf(texts)] as const));
}

const url = "kubernetes.URL";

/** URLs. */
export const urls = library({
  url: { string_to_url: func(["string"], url, urlOf) },
  isURL: { is_url_string: func(["string"], "bool", (text) => "url" in parseUrl(text)) },
  getScheme: { url_get_scheme: method([url], "string", ({ parts }) => parts.scheme) },
  getHost: { url_get_host: method([url], "string", ({ parts }) => parts.host) },
  getHostname: { url_get_hostname: method([url], "string", hostname) },
  getPort: { url_get_port: method([url], "string", port) },
  getEscapedPath: { url_get_escaped_path: method([url], "string", ({ parts }) => escapePath(parts.path)) },
  getQuery: { url_get_query: method([url], "map(string, list(string))", query) },
});
