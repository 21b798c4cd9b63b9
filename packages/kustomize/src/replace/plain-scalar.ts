import type { JsonValue } from "@flux-ts/base";
import { parseYaml } from "@flux-ts/yaml";

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
