import { createHash } from "node:crypto";

/** What discovery shows so that storage migrators notice a change of the stored version. */
export function storageVersionHash(group: string, version: string, kind: string): string {
  return createHash("sha256").update(`${group}/${version}/${kind}`).digest().subarray(0, 8).toString("base64");
}
