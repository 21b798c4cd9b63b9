import type { SourcePosition } from "@flux-ts/base";
import { KustomizeError, rewordError } from "../errors.ts";

/** The failure with one more kustomization file of the way that led to it. */
export function withChain(error: unknown, file: string): unknown {
  if (!(error instanceof KustomizeError)) return error;
  const { code, message, position, chain, cause } = error;
  return new KustomizeError(code, message, { position: position ?? { file, line: 1 }, chain: [file, ...chain], cause });
}

/** The failure with a position, if it has none. */
export function withPosition(error: unknown, position: () => SourcePosition): unknown {
  if (!(error instanceof KustomizeError) || error.position !== undefined) return error;
  const { code, message, chain, cause } = error;
  return new KustomizeError(code, message, { position: position(), chain, cause });
}

/** Runs a step; a failure gets another message. */
export function reworded<T>(reword: (message: string) => string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw rewordError(error, reword);
  }
}

/** Whether a failure leaves no doubt that the path is a file. */
export function isFinal({ code }: KustomizeError): boolean {
  return code === "malformed-yaml" || code === "unprintable" || code === "limit";
}

/** The failure of a resource that is neither a file nor a folder that can be built. */
export function explainBoth(asFile: KustomizeError, asFolder: unknown): unknown {
  if (!(asFolder instanceof KustomizeError)) return asFolder;
  if (asFolder.code === "unprintable") return asFolder;
  const message = `accumulation err='${asFile.message}': ${asFolder.message}`;
  // What went wrong inside of a folder matters; otherwise the file was meant.
  const cause = asFolder.chain.length > 0 || asFile.code === "not-found" ? asFolder : asFile;
  return new KustomizeError(cause.code, message, {
    position: cause.position,
    chain: asFolder.chain,
    cause: cause.cause ?? cause,
  });
}
