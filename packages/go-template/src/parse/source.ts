import { byteLength } from "../values/utf8.ts";

/** A text that was parsed, and under which name. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** The line of an offset, from 1. */
export function lineAt({ text }: Source, at: number): number {
  let line = 1;
  for (let next = text.indexOf("\n"); next >= 0 && next < at; next = text.indexOf("\n", next + 1)) line++;
  return line;
}

/** The bytes between the start of the line and the offset. */
export function columnAt({ text }: Source, at: number): number {
  return byteLength(text.slice(at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1, at));
}
