import { join } from "node:path";

/** Where an artifact lies: `<kind>/<namespace>/<name>/<file>`, all in lower case but the file. */
export interface ArtifactKey {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The path of an artifact below the root of its store, which is also its URL below the address of the server. */
export function artifactPath({ kind, namespace, name }: ArtifactKey, file: string): string {
  return [kind.toLowerCase(), namespace, name, file].join("/");
}

/** Whether a path is one of this object's artifacts. Status says paths, and whoever may write status is not the store. */
export function isPathOf(key: ArtifactKey, path: string): boolean {
  const names = path.split("/");
  const file = names.at(-1) ?? "";
  return names.length === 4 && isFileName(file) && path === artifactPath(key, file);
}

/**
 * The place of an artifact's path on disk, or undefined for a path that no artifact has:
 * one with `.` or `..`, an empty name, a name that starts with a dot, or characters that no file of ours has.
 */
export function locate(root: string, path: string): string | undefined {
  const names = path.split("/");
  return names.every(isFileName) ? join(root, ...names) : undefined;
}

function isFileName(name: string): boolean {
  return /^[A-Za-z0-9_+@-][A-Za-z0-9._+@-]*$/.test(name);
}
