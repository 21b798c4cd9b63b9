import type { JsonValue } from "@flux-ts/base";

/** What the audit log is told of a request while it is carried out. */
export interface AuditNotes {
  /** What was sent, once it is read: an object with its defaults, a patch, or options. */
  requested(body: JsonValue): void;
  /** How it went. Of notes with the same key, the first one counts. With a level,
   * it is noted only where bodies are. */
  annotate(key: string, value: string, level?: "Request"): void;
}

/** For requests that nobody writes down. */
export const noNotes: AuditNotes = { requested: () => {}, annotate: () => {} };
