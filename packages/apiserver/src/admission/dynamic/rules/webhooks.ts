// What the API asks of configurations of webhooks.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, invalid, required } from "@flux-ts/kube-schema";
import { checkSubdomain } from "../../../registry/names.ts";
import type { Check } from "../../../resources/validation/check.ts";
import { fields } from "../../../resources/validation/check.ts";
import { objectsIn, textsIn } from "../match.ts";
import { compileConditions, textIn } from "../policy.ts";
import { checkConditions } from "./expressions.ts";
import { resourceRules, selectors, word } from "./match-rules.ts";

/** Checks a ValidatingWebhookConfiguration or a MutatingWebhookConfiguration. */
export const webhookConfiguration: Check = fields({
  webhooks: (value, path) => {
    const webhooks = objectsIn(value);
    const seen = new Set<string>();
    return webhooks.flatMap((webhook, index) => {
      const at = `${path}[${index}]`;
      const name = textIn(webhook, "name");
      const repeated = seen.has(name) ? [duplicate(`${at}.name`, name)] : [];
      seen.add(name);
      return [...checkWebhook(webhook, at), ...repeated];
    });
  },
});

const forms: Check = fields({
  rules: resourceRules,
  failurePolicy: word("Fail", "Ignore"),
  ...selectors,
  sideEffects: (value, path) => {
    if (value === undefined || value === null) return [required(path, "must specify one of None, NoneOnDryRun")];
    return word("None", "NoneOnDryRun")(value, path);
  },
  timeoutSeconds: (value, path) =>
    typeof value === "number" && (value > 30 || value < 1)
      ? [invalid(path, value, "the timeout value must be between 1 and 30 seconds")]
      : [],
  reinvocationPolicy: word("IfNeeded", "Never"),
  admissionReviewVersions: checkVersions,
  clientConfig: checkClient,
});

function checkWebhook(webhook: JsonObject, path: string): readonly FieldCause[] {
  const name = textIn(webhook, "name");
  const conditions = webhook["matchConditions"];
  const compiled = compileConditions(objectsIn(conditions), false);
  return [
    ...checkName(name, `${path}.name`),
    ...forms(webhook, path),
    ...checkConditions(conditions, compiled, `${path}.matchConditions`),
  ];
}

function checkName(name: string, path: string): readonly FieldCause[] {
  if (name === "") return [required(path)];
  const problems = checkSubdomain(name).map((why) => invalid(path, name, why));
  if (problems.length > 0 || name.split(".").length >= 3) return problems;
  return [invalid(path, name, "should be a domain with at least three segments separated by dots")];
}

const versions = ["v1", "v1beta1"];

function checkVersions(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const given = textsIn(value);
  if (given.length === 0) return [required(path, `must specify one of ${versions.join(", ")}`)];
  const causes: FieldCause[] = given.flatMap((version, index) =>
    given.indexOf(version) < index ? [invalid(`${path}[${index}]`, version, "duplicate version")] : [],
  );
  if (given.some((version) => versions.includes(version))) return causes;
  return [...causes, invalid(path, given, `must include at least one of ${versions.join(", ")}`)];
}

function checkClient(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const config = isJsonObject(value) ? value : {};
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
  if (url === null) return [required(path, `url must be a valid URL: parse ${JSON.stringify(text)}; ${form}`)];
  const causes: FieldCause[] = [];
  const scheme = url.protocol.replace(/:$/, "");
  if (scheme !== "https") {
    causes.push(invalid(path, scheme, `'https' is the only allowed URL scheme; ${form}`));
  }
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
  const causes: FieldCause[] = [];
  for (const field of ["name", "namespace"]) {
    if (textIn(service, field) === "") causes.push(required(`${path}.${field}`, `service ${field} is required`));
  }
  const { port = 443 } = service;
  if (typeof port === "number" && (port < 1 || port > 65_535)) {
    causes.push(invalid(`${path}.port`, port, "port is not valid: must be between 1 and 65535, inclusive"));
  }
  return [...causes, ...checkServicePath(textIn(service, "path"), `${path}.path`)];
}

function checkServicePath(text: string, path: string): readonly FieldCause[] {
  if (text === "" || text === "/") return [];
  if (!text.startsWith("/")) return [invalid(path, text, "must start with a '/'")];
  const segments = text.slice(1).replace(/\/$/, "").split("/");
  return segments.flatMap((segment, index) => {
    if (segment === "") return [invalid(path, text, `segment[${index}] may not be empty`)];
    return checkSubdomain(segment).map((why) => invalid(path, text, `segment[${index}]: ${why}`));
  });
}
