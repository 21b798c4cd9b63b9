import type { List, Value } from "../values/value.ts";
import { formatDefault } from "./verb.ts";

/** The values one after the other, with a space between two that are no strings. */
export function sprint(values: List): string {
  let text = "";
  values.forEach((value, index) => {
    const isApart = index > 0 && typeof value !== "string" && typeof values[index - 1] !== "string";
    text += (isApart ? " " : "") + formatDefault(value);
  });
  return text;
}

export function sprintln(values: List): string {
  return `${values.map(formatDefault).join(" ")}\n`;
}

/** What an action writes for a value. */
export function printResult(value: Value): string {
  return value === undefined ? "<no value>" : formatDefault(value);
}
