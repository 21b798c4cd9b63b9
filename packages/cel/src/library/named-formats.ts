import { listOf } from "../values/list.ts";
import { NamedFormat } from "../values/named-format.ts";
import { OptionalValue } from "../values/value.ts";
import { func, library, method } from "./define.ts";
import type { Library } from "./define.ts";
import { isBase64, isDate, isDateTime, isUuid } from "./format-checks.ts";
import {
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  labelValue,
  qualifiedName,
  withoutTrailingDash,
} from "./kubernetes-names.ts";
import { parseUrl } from "./parse-url.ts";

type Check = (text: string) => readonly string[];

function unless(holds: (text: string) => boolean, problem: string): Check {
  return (text) => (holds(text) ? [] : [problem]);
}

function uriProblems(text: string): readonly string[] {
  const parsed = parseUrl(text);
  return "problem" in parsed ? [parsed.problem] : [];
}

const checks: Record<string, Check> = {
  byte: unless(isBase64, "invalid base64"),
  date: unless(isDate, "invalid date"),
  datetime: unless(isDateTime, "invalid datetime"),
  dns1035Label,
  dns1035LabelPrefix: (text) => dns1035Label(withoutTrailingDash(text)),
  dns1123Label,
  dns1123LabelPrefix: (text) => dns1123Label(withoutTrailingDash(text)),
  dns1123Subdomain,
  dns1123SubdomainPrefix: (text) => dns1123Subdomain(withoutTrailingDash(text)),
  labelValue,
  qualifiedName,
  uri: uriProblems,
  uuid: unless(isUuid, "does not match the UUID format"),
};

const formats: ReadonlyMap<string, NamedFormat> = new Map(
  Object.entries(checks).map(([name, check]) => [name, new NamedFormat(name, check)]),
);

function named(name: string): OptionalValue {
  const format = formats.get(name);
  return format === undefined ? OptionalValue.none : OptionalValue.of(format);
}

function validate(format: NamedFormat, text: string): OptionalValue {
  const problems = format.validate(text);
  return problems.length === 0 ? OptionalValue.none : OptionalValue.of(listOf(problems));
}

/** Formats by name. */
export const namedFormats: Library = [
  ...[...formats].flatMap(([name, format]) =>
    library({ [`format.${name}`]: { [`format.${name}`]: func([], "kubernetes.NamedFormat", () => format) } }),
  ),
  ...library({
    "format.named": { "format-named": func(["string"], "optional_type(kubernetes.NamedFormat)", named) },
    validate: {
      "format-validate": method(["kubernetes.NamedFormat", "string"], "optional_type(list(string))", validate),
    },
  }),
];
