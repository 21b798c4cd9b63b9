/** A Status of meta/v1, as far as it is of use. */
export interface Status {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: StatusDetails;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** The server refused. The message is the server's own. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: Status;
  /** How long the server asks to wait before the next try. */
  readonly retryAfterMs: number | undefined;

  constructor(status: Status, options: { readonly retryAfterMs?: number | undefined } = {}) {
    super(status.message);
    this.status = status;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** HTTP status code. */
  get code(): number {
    return this.status.code;
  }

  get reason(): string {
    return this.status.reason;
  }
}

/**
 * Why a call could not even be answered:
 * `unreachable` no connection; `connection-lost` it broke before the answer was complete; `bad-answer` not what a
 * Kubernetes API says; `unknown-kind` the server has no such kind; `namespace-missing` the object needs one;
 * `config` kubeconfig or in-cluster configuration; `credentials` they could not be obtained;
 * `timeout` a wait ended; `lease-lost` another process leads now; `lease-held` by one that is not waited for; `closed` the client was closed meanwhile.
 */
export type KubeErrorCode =
  | "unreachable"
  | "connection-lost"
  | "bad-answer"
  | "unknown-kind"
  | "namespace-missing"
  | "config"
  | "credentials"
  | "timeout"
  | "lease-lost"
  | "lease-held"
  | "closed";

export class KubeError extends Error {
  override readonly name = "KubeError";
  readonly code: KubeErrorCode;

  constructor(code: KubeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const isNotFound = (error: unknown): error is ApiError => hasCode(error, 404);
export const isUnauthorized = (error: unknown): error is ApiError => hasCode(error, 401);
export const isForbidden = (error: unknown): error is ApiError => hasCode(error, 403);
export const isInvalid = (error: unknown): error is ApiError => hasCode(error, 422);
/** The resource version (or page) asked for is no longer kept: list again. */
export const isGone = (error: unknown): error is ApiError => hasCode(error, 410);
/** `retryAfterMs` says how long the server asks to wait. */
export const isTooManyRequests = (error: unknown): error is ApiError => hasCode(error, 429);
/** The object changed meanwhile, or other field managers own what was applied. */
export const isConflict = (error: unknown): error is ApiError =>
  hasCode(error, 409) && error.reason !== "AlreadyExists";
export const isAlreadyExists = (error: unknown): error is ApiError =>
  hasCode(error, 409) && error.reason === "AlreadyExists";
/** The server has no such kind, be it by discovery or by its answer to the path. */
export const isUnknownKind = (error: unknown): error is KubeError =>
  error instanceof KubeError && error.code === "unknown-kind";

function hasCode(error: unknown, code: number): error is ApiError {
  return error instanceof ApiError && error.code === code;
}
