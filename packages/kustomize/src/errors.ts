import type { SourcePosition } from "@flux-ts/base";
import { messageOf } from "@flux-ts/base";

/**
 * Why a build cannot go on.
 *
 * - `invalid-kustomization`: a kustomization file that is missing, ambiguous, empty or has an unknown or mistyped field.
 * - `invalid-config`: the configuration of a generator or transformer, or one of the files it names, is wrong.
 * - `invalid-resource`: a manifest that is no Kubernetes object; `malformed-yaml`: it is no YAML; `unprintable`: it has
 *   a key twice or a value that JSON cannot hold. The real tool finds the last when it prints, so its message stands alone.
 * - `not-found`, `restricted`, `cycle`: a path that leads nowhere, out of the root or back to where it came from.
 * - `conflict`: two objects have the same identity, or two settings exclude each other.
 * - `no-match`, `ambiguous`: a reference, patch or selector that finds nothing, or too much.
 * - `patch`: a patch that does not apply.
 * - `remote`, `helm`, `plugin`: something that has to be allowed or injected first.
 * - `limit`: a size or depth the options do not allow.
 */
export type KustomizeErrorCode =
  | "invalid-kustomization"
  | "invalid-config"
  | "invalid-resource"
  | "malformed-yaml"
  | "unprintable"
  | "not-found"
  | "restricted"
  | "cycle"
  | "conflict"
  | "no-match"
  | "ambiguous"
  | "patch"
  | "remote"
  | "helm"
  | "plugin"
  | "limit";

export interface KustomizeErrorOptions {
  readonly position?: SourcePosition | undefined;
  readonly chain?: readonly string[];
  readonly cause?: unknown;
}

/** A build that failed. The message is the one `kustomize build` prints, without its leading `Error: `. */
export class KustomizeError extends Error {
  override readonly name = "KustomizeError";
  readonly code: KustomizeErrorCode;
  /** The file, and the line where it is known, that has to be changed. */
  readonly position: SourcePosition | undefined;
  /** The kustomization files that led to the failure, the one that was built first. */
  readonly chain: readonly string[];

  constructor(code: KustomizeErrorCode, message: string, options: KustomizeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.position = options.position;
    this.chain = options.chain ?? [];
  }
}

/** The failure with a text in front of its message, as the real tool wraps its errors. */
export function prefixError(error: unknown, prefix: string): KustomizeError {
  return rewordError(error, (message) => `${prefix}: ${message}`);
}

/** The failure with another message. What is not a {@link KustomizeError} is a defect and is thrown as it is. */
export function rewordError(error: unknown, reword: (message: string) => string): KustomizeError {
  if (!(error instanceof KustomizeError)) throw error;
  if (error.code === "unprintable") return error;
  const { code, position, chain } = error;
  return new KustomizeError(code, reword(error.message), { position, chain, cause: error.cause ?? error });
}

/** Runs a step; a failure gets a text in front of its message, which may cost something only then. */
export function withPrefix<T>(prefix: string | (() => string), step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw prefixError(error, typeof prefix === "string" ? prefix : prefix());
  }
}

/** The failure of another library as one of ours. */
export function asKustomizeError(code: KustomizeErrorCode, error: unknown): KustomizeError {
  if (error instanceof KustomizeError) return error;
  return new KustomizeError(code, messageOf(error), { cause: error });
}
