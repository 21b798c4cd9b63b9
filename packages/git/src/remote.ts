import { maskUrls, Secret } from "@flux-ts/base";
import { GitError } from "./errors.ts";

export type GitCredentials =
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "bearer"; readonly token: Secret };

/** Certificates as PEM text. */
export interface GitTls {
  /** Authorities to trust in addition to the well-known ones. */
  readonly ca?: string;
  readonly client?: { readonly certificate: string; readonly key: Secret };
}

/** A repository and the way to it. */
export interface Remote {
  /** `http://` or `https://`; `file://` only with `allowFile`. */
  readonly url: string;
  readonly credentials?: GitCredentials;
  readonly tls?: GitTls;
  /** URL of a proxy, with its credentials. The proxy variables of the environment apply when there is none. */
  readonly proxy?: Secret;
  /** Whether `file://` may be used: it reads whatever this process may read. @default false */
  readonly allowFile?: boolean;
}

/** A remote whose URL was checked: it holds no credentials and is safe as an argument of git. */
export interface CheckedRemote extends Remote {
  readonly scheme: "http" | "https" | "file";
  /** `https://host:port`, empty for files. Credentials are sent nowhere else. */
  readonly origin: string;
}

/**
 * Checks the URL of a remote and moves credentials in it to where they stay out of process lists and messages.
 *
 * @throws GitError `invalid-url` or `unsupported`.
 */
export function checkRemote(remote: Remote): CheckedRemote {
  const url = parseUrl(remote.url);
  const scheme = url.protocol.slice(0, -1);
  if (scheme === "file") return checkFile(remote);
  if (scheme !== "http" && scheme !== "https") {
    throw new GitError("unsupported", `unable to use '${maskUrls(remote.url)}': scheme "${scheme}" is not supported`);
  }
  const credentials = remote.credentials ?? credentialsOf(url);
  url.username = "";
  url.password = "";
  return { ...remote, url: url.href, scheme, origin: url.origin, ...(credentials && { credentials }) };
}

function parseUrl(text: string): URL {
  // The parser drops control characters and blanks; git would see the URL that was checked, but the user another one.
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
  const url = /^[a-z][a-z0-9+.-]*:\/\/[^\u0000-\u0020\u007f]+$/i.test(text) ? URL.parse(text) : null;
  if (url === null)
    throw new GitError("invalid-url", `unable to use '${maskUrls(text)}': not a URL of a Git repository`);
  return url;
}

function checkFile(remote: Remote): CheckedRemote {
  if (remote.allowFile !== true) {
    throw new GitError("unsupported", `unable to use '${remote.url}': local repositories are not allowed`);
  }
  return { ...remote, scheme: "file", origin: "" };
}

function credentialsOf(url: URL): GitCredentials | undefined {
  if (url.username === "" && url.password === "") return undefined;
  return {
    kind: "basic",
    username: decodeURIComponent(url.username),
    password: new Secret(decodeURIComponent(url.password)),
  };
}

/**
 * The remote of a submodule as `.gitmodules` names it, absolute or relative to its parent.
 * Credentials and certificates go along only to the same origin: a repository must not be able to send them elsewhere.
 */
export function submoduleRemote(parent: CheckedRemote, url: string): CheckedRemote {
  const absolute = url.startsWith("./") || url.startsWith("../") ? resolveRelative(parent.url, url) : url;
  const { credentials, tls, ...open } = parent;
  const checked = checkRemote({ ...open, url: absolute });
  if (checked.origin !== parent.origin) return checked;
  const inherited = credentials ?? checked.credentials;
  return { ...checked, ...(inherited && { credentials: inherited }), ...(tls && { tls }) };
}

// Git reads `../x` as "in the folder of the parent", as if the parent's URL ended with a slash.
function resolveRelative(base: string, relative: string): string {
  return new URL(relative, `${base.replace(/\/+$/, "")}/`).href;
}
