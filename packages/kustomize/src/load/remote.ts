import type { FileTree } from "@flux-ts/base";

/** A kustomization that was fetched from elsewhere: a tree, and the folder of it that is to be built. */
export interface RemoteFolder {
  readonly tree: FileTree;
  readonly path: string;
  readonly repo?: string;
  readonly ref?: string;
}

/**
 * Gives what resources name by URL. It answers at once: whoever allows remote resources fetches them before, or
 * throws an error that names the URL, fetches it and builds again.
 */
export interface RemoteLoader {
  /** The bytes behind an HTTP URL, or undefined when it is no single file. */
  readFile(url: string): Uint8Array | undefined;
  readFolder(url: string): RemoteFolder | undefined;
}

const schemes = /^(?:git::|gh:|ssh:\/\/|https?:\/\/|file:\/\/|[^/\s]+@[^/\s]+[:/])/i;
const hostWithRepository = /^(?:git::)?github\.com[:/][^/]+\/[^/]+/i;

export function isHttpUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** Whether a path is read as the URL of a repository rather than as a folder. */
export function isRemoteFolder(path: string): boolean {
  if (hostWithRepository.test(path)) return true;
  return schemes.test(path) || (/\.git(?:[/?]|$)/.test(path) && !path.startsWith("."));
}
