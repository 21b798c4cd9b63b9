import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { JsonObject, Log } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";

/** A file that events are added to, one line of JSON each. */
export interface AuditFile {
  write(event: JsonObject): void;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

/** Opens the file, which only its owner may read; what cannot be written is told to the log and lost. */
export function openAuditFile(path: string, log: Log): AuditFile {
  const stream = createWriteStream(path, { flags: "a", mode: 0o600 });
  stream.on("error", (error) => log.error("audit log cannot be written", error, { path }));
  return {
    write: (event) => void (stream.destroyed || stream.write(`${stringifyJson(event)}\n`)),
    close: async () => {
      stream.end();
      await finished(stream).catch(() => {});
    },
  };
}
