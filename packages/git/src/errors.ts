/**
 * Why Git could not do what was asked.
 *
 * - `invalid-url`, `invalid-reference`: the request itself is refused, nothing was sent.
 * - `unsupported`: the scheme of the URL is not enabled.
 * - `authentication`: the server wants other credentials, or refuses these.
 * - `repository-not-found`, `reference-not-found`, `empty-repository`: the server answered, what was asked for is not there.
 * - `folder-not-found`: the commit does not hold a folder of the sparse checkout.
 * - `network`, `tls`, `timeout`: no answer; trying again may help.
 * - `failed`: anything else; the message carries what git said.
 */
export type GitErrorCode =
  | "invalid-url"
  | "invalid-reference"
  | "unsupported"
  | "authentication"
  | "repository-not-found"
  | "reference-not-found"
  | "empty-repository"
  | "folder-not-found"
  | "network"
  | "tls"
  | "timeout"
  | "failed";

/** The only error of this package, except for an abort, which rethrows the reason of its signal. Messages hold no secrets. */
export class GitError extends Error {
  override readonly name = "GitError";
  readonly code: GitErrorCode;

  constructor(code: GitErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
