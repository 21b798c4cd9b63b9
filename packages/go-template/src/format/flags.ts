/** What stands between the percent sign and the verb. */
export interface Flags {
  readonly minus?: boolean;
  readonly plus?: boolean;
  readonly sharp?: boolean;
  readonly space?: boolean;
  readonly zero?: boolean;
  readonly width?: number | undefined;
  readonly precision?: number | undefined;
  /** `%+v`: structs with the names of their fields. */
  readonly fieldNames?: boolean;
  /** `%#v`: values as Go's source has them. */
  readonly goSyntax?: boolean;
}

export const noFlags: Flags = {};

/** Fills the text up to the width, which counts characters. */
export function pad(text: string, { width, minus, zero }: Flags): string {
  if (width === undefined) return text;
  const missing = width - characterCount(text);
  if (missing <= 0) return text;
  if (minus) return text + " ".repeat(missing);
  return (zero ? "0" : " ").repeat(missing) + text;
}

/** Fills a number up: zeros stand behind its sign. */
export function padNumber(text: string, flags: Flags): string {
  if (!flags.zero || flags.minus || !/^[+\- ]/.test(text)) return pad(text, flags);
  const width = flags.width === undefined ? undefined : flags.width - 1;
  return text.charAt(0) + pad(text.slice(1), { ...flags, width });
}

function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
