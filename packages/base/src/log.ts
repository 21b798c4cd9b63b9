/** Facts of a log line: names as in upstream's logs (`namespace`, `name`, `reconcileID`), values of any JSON-like kind. */
export type LogFields = { readonly [field: string]: unknown };

/**
 * A logger. Messages are constant lower-case texts, facts go into fields. It is handed down, never global.
 * Implementations write one JSON line per call, with the field names of zap as upstream uses it.
 */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  error(message: string, error: unknown, fields?: LogFields): void;
  /** A logger that adds these fields to every line. */
  with(fields: LogFields): Log;
}

/** A logger that drops everything. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  error: () => {},
  with: () => silentLog,
};
