import type { Log, LogFields } from "@flux-ts/base";
import { messageOf } from "@flux-ts/base";
import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";

const levels = ["trace", "debug", "info", "error"] as const;
export type LogLevel = (typeof levels)[number];

/** @throws RangeError when there is no such level. */
export function parseLogLevel(text: string): LogLevel {
  const level = levels.find((name) => name === text);
  if (level === undefined) throw new RangeError(`Cannot use --log-level=${text}: expected ${levels.join(", ")}`);
  return level;
}

/** A logger that writes one JSON line per call, with the field names of upstream's logs (`level`, `ts`, `msg`). */
export function createLog(options: { readonly level: LogLevel; readonly destination?: DestinationStream }): Log {
  const logger = pino(
    {
      level: options.level,
      base: null,
      messageKey: "msg",
      timestamp: () => `,"ts":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
  return adapt(logger);
}

function adapt(logger: Logger): Log {
  return {
    debug: (message, fields: LogFields = {}) => logger.debug(fields, message),
    info: (message, fields: LogFields = {}) => logger.info(fields, message),
    error: (message, error, fields: LogFields = {}) => logger.error({ ...fields, error: messageOf(error) }, message),
    with: (fields) => adapt(logger.child(fields)),
  };
}
