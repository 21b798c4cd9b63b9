import { readFile } from "node:fs/promises";
import { parseJson } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";

/** The values of a file of JSON lines. Only "\n" ends a line: strings may hold other Unicode line separators. */
export async function readJsonLines<T extends JsonValue>(file: string): Promise<readonly T[]> {
  const text = await readFile(file, "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseJson(line) as T);
}
