import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { parseStrictVersion, parseVersion } from "@flux-ts/semver";
import { parseYaml, YamlError } from "@flux-ts/yaml";
import { metadataShape, toMetadata } from "../chart/metadata.ts";
import type { LooseMetadata } from "../chart/metadata.ts";
import { decode, DecodeError, findUnknownField, readYaml } from "../decode/decode.ts";
import { goTypeName } from "../go-print.ts";
import { quote } from "../quote.ts";
import type { LintMessage, Severity } from "./message.ts";

/** What Helm asks of a Chart.yaml. */
export function lintChartFile(source: string): readonly LintMessage[] {
  const say = (severity: Severity, text: string | undefined): LintMessage[] =>
    text === undefined ? [] : [{ severity, path: "Chart.yaml", text }];
  try {
    const value = readYaml(source);
    const metadata = toMetadata((decode(value, metadataShape) ?? {}) as JsonObject);
    return [
      ...say("WARNING", strictFault(source, value)),
      ...say("ERROR", metadata.name === "" ? "name is required" : undefined),
      ...say("ERROR", apiVersionFault(metadata)),
      ...say("ERROR", typeFault(value, "version")),
      ...say("ERROR", versionFault(metadata)),
      ...say("ERROR", typeFault(value, "appVersion")),
      ...say("ERROR", maintainerFault(metadata)),
      ...say("ERROR", sourceFault(metadata)),
      ...say("INFO", metadata.icon === "" ? "icon is recommended" : undefined),
      ...say("ERROR", isUrl(metadata.icon) || metadata.icon === "" ? undefined : `invalid icon URL '${metadata.icon}'`),
      ...say("ERROR", fieldFault(metadata, metadata.type !== "", "chart type is not valid in apiVersion 'v1'. It is")),
      ...say(
        "ERROR",
        fieldFault(
          metadata,
          metadata.dependencies.length > 0,
          "dependencies are not valid in the Chart file with apiVersion 'v1'. They are",
        ),
      ),
      ...say("WARNING", strictVersionFault(metadata)),
    ];
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return say("ERROR", `unable to parse YAML\n\t${error.message}`);
  }
}

function strictFault(source: string, value: JsonValue): string | undefined {
  const fault = duplicateFault(source) ?? unknownFieldFault(value);
  return fault === undefined ? undefined : `failed to strictly parse chart metadata file\n\t${fault}`;
}

function duplicateFault(source: string): string | undefined {
  try {
    parseYaml(source, { strict: true });
    return undefined;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return `error converting YAML to JSON: ${error.message}`;
  }
}

function unknownFieldFault(value: JsonValue): string | undefined {
  const field = findUnknownField(value, metadataShape);
  return field === undefined
    ? undefined
    : `error unmarshaling JSON: while decoding JSON: json: unknown field ${quote(field)}`;
}

function apiVersionFault({ apiVersion }: LooseMetadata): string | undefined {
  const rule = 'The value must be either "v1" or "v2"';
  if (apiVersion === "") return `apiVersion is required. ${rule}`;
  return ["v1", "v2"].includes(apiVersion) ? undefined : `apiVersion '${apiVersion}' is not valid. ${rule}`;
}

function typeFault(value: JsonValue, field: string): string | undefined {
  const content = isJsonObject(value) ? getOwn(value, field) : undefined;
  if (content === undefined || content === null || typeof content === "string") return undefined;
  return `${field} should be of type string but it's of type ${goTypeName(content)}`;
}

function versionFault({ version }: LooseMetadata): string | undefined {
  if (version === "") return "version is required";
  return parses(version, parseVersion) ? undefined : `version '${version}' is not a valid SemVer`;
}

function strictVersionFault({ version }: LooseMetadata): string | undefined {
  const isStrict = !version.startsWith("v") && parses(version, parseStrictVersion);
  return isStrict ? undefined : `version '${version}' is not a valid SemVerV2`;
}

function parses(text: string, parse: (text: string) => unknown): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

function maintainerFault({ maintainers }: LooseMetadata): string | undefined {
  for (const maintainer of maintainers) {
    if (maintainer === null) return "a maintainer entry is empty";
    const { name, email, url } = maintainer;
    if (name === "") return "each maintainer requires a name";
    if (email !== "" && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email))
      return `invalid email '${email}' for maintainer '${name}'`;
    if (url !== "" && !isUrl(url)) return `invalid url '${url}' for maintainer '${name}'`;
  }
  return undefined;
}

function sourceFault({ sources }: LooseMetadata): string | undefined {
  const wrong = sources.find((source) => !isUrl(source));
  return wrong === undefined ? undefined : `invalid source URL '${wrong}'`;
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text);
}

function fieldFault({ apiVersion }: LooseMetadata, isSet: boolean, text: string): string | undefined {
  return apiVersion === "v1" && isSet ? `${text} valid in apiVersion 'v2'` : undefined;
}
