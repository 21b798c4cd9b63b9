import type { JsonValue } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";

/**
 * Replaces `$(NAME)` in a text. `$$` stands for one dollar sign, names that nobody knows stay as they are.
 * A text that is nothing but one reference becomes the value itself, so that numbers stay numbers.
 */
export function expandVariables(text: string, lookup: (name: string) => JsonValue | undefined): JsonValue {
  const whole = /^\$\(([^)]*)\)$/.exec(text);
  if (whole) return lookup(whole[1] as string) ?? text;
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (match, name: string | undefined) => {
    if (name === undefined) return "$";
    const value = lookup(name);
    return value === undefined || value === null ? match : printValue(value);
  });
}

function printValue(value: JsonValue): string {
  return typeof value === "object" ? stringifyJson(value) : String(value);
}
