import type { JsonValue } from "@flux-ts/base";
import { parseYaml } from "@flux-ts/yaml";
import { KustomizeError } from "../errors.ts";

/** What a text means when it stands in a manifest without quotes. */
export function readPlainScalar(text: string): JsonValue {
  if (!/^[-+.\w~:]*\w$|^~$/.test(text)) return text;
  try {
    const value = parseYaml(text, { profile: "kyaml" });
    return value !== null && typeof value === "object" ? text : value;
  } catch {
    return text;
  }
}

/** A scalar that was not there before. */
export function createScalar(text: string): JsonValue {
  return text === "" ? null : readPlainScalar(text);
}

/**
 * A scalar of the type it had with another text.
 *
 * @throws KustomizeError `unprintable` when the text means another type: the real tool notices when it prints.
 */
export function withText(current: JsonValue, text: string): JsonValue {
  if (typeof current === "string") return text;
  const value = createScalar(text);
  const [wanted, found] = [tagOf(current), tagOf(value)];
  if (found === wanted || (wanted === "!!float" && found === "!!int")) return value;
  const message = `yaml: cannot decode ${found} \`${text}\` as a ${wanted}`;
  throw new KustomizeError("unprintable", `map[string]interface {}(nil): ${message}`);
}

function tagOf(value: JsonValue): string {
  switch (typeof value) {
    case "string":
      return "!!str";
    case "boolean":
      return "!!bool";
    case "number":
      return Number.isInteger(value) ? "!!int" : "!!float";
    case "bigint":
      return "!!int";
    default:
      return "!!null";
  }
}
