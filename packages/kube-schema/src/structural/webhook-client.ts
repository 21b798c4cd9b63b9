import { isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { invalid, required } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import { subdomainProblem } from "./names.ts";

/** Checks a `clientConfig`: where a webhook is called, by its URL or by a Service. */
export function checkWebhookClient(config: JsonObject, path: string): readonly FieldCause[] {
  const { url, service } = config;
  if ((typeof url === "string") === isJsonObject(service)) {
    return [required(path, "exactly one of url or service is required")];
  }
  if (typeof url === "string") return checkUrl(url, `${path}.url`);
  return checkService(isJsonObject(service) ? service : {}, `${path}.service`);
}

const form = "desired format: https://host[/path]";

function checkUrl(text: string, path: string): readonly FieldCause[] {
  const url = URL.parse(text);
  if (url === null && /^https:\/\/(?:[/?#]|$)/i.test(text)) {
    return [invalid(path, "", `host must be specified; ${form}`)];
  }
  if (url === null) {
    const why = text.startsWith(":") ? ": missing protocol scheme" : "";
    return [required(path, `url must be a valid URL: parse ${JSON.stringify(text)}${why}; ${form}`)];
  }
  const causes: FieldCause[] = [];
  const scheme = url.protocol.replace(/:$/, "");
  if (scheme !== "https") causes.push(invalid(path, scheme, `'https' is the only allowed URL scheme; ${form}`));
  if (url.host === "") causes.push(invalid(path, url.host, `host must be specified; ${form}`));
  const user = url.password === "" ? url.username : `${url.username}:${url.password}`;
  if (user !== "") causes.push(invalid(path, user, "user information is not permitted in the URL"));
  if (url.hash !== "") causes.push(invalid(path, url.hash.slice(1), "fragments are not permitted in the URL"));
  if (url.search !== "") {
    causes.push(invalid(path, url.search.slice(1), "query parameters are not permitted in the URL"));
  }
  return causes;
}

function checkService(service: JsonObject, path: string): readonly FieldCause[] {
  const causes: FieldCause[] = ["name", "namespace"]
    .filter((field) => textOf(service[field]) === "")
    .map((field) => required(`${path}.${field}`));
  const { port = 443 } = service;
  if (typeof port === "number" && (port < 1 || port > 65_535)) {
    causes.push(invalid(`${path}.port`, port, "port is not valid: must be between 1 and 65535, inclusive"));
  }
  return [...causes, ...checkPath(textOf(service["path"]), `${path}.path`)];
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function checkPath(text: string, path: string): readonly FieldCause[] {
  if (text === "" || text === "/") return [];
  const causes: FieldCause[] = text.startsWith("/") ? [] : [invalid(path, text, "must start with a '/'")];
  text
    .slice(1)
    .replace(/\/$/, "")
    .split("/")
    .forEach((segment, index) => {
      const problem = segment === "" ? " may not be empty" : subdomainProblem(segment);
      if (problem === undefined) return;
      causes.push(invalid(path, text, `segment[${index}]${segment === "" ? problem : `: ${problem}`}`));
    });
  return causes;
}
