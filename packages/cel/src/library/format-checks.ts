import { EvalError } from "../values/value.ts";
import { parseTimestamp } from "./times.ts";

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const uuid = /^[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}$/i;

export function isBase64(text: string): boolean {
  return base64.test(text);
}

export function isUuid(text: string): boolean {
  return uuid.test(text);
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && isDateTime(`${text}T00:00:00Z`);
}

export function isDateTime(text: string): boolean {
  const time = parseTimestamp(text);
  return time !== undefined && !(time instanceof EvalError);
}
