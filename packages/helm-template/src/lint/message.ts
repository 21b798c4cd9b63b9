export type Severity = "INFO" | "WARNING" | "ERROR";

/** What a check of a chart has to say. */
export interface LintMessage {
  readonly severity: Severity;
  /** The file or folder it is about. */
  readonly path: string;
  readonly text: string;
}

/** The messages as `helm lint` prints them. */
export function formatMessages(messages: readonly LintMessage[]): string {
  return messages.map(({ severity, path, text }) => `[${severity}] ${path}: ${text}\n`).join("");
}
