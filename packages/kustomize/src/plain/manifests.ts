import { kustomizationFileNames } from "../kustomization/read.ts";
import type { Loader } from "../load/loader.ts";
import { parseManifest } from "../resource/parse.ts";
import { KustomizeError, prefixError } from "../errors.ts";

/**
 * The resources of a folder that has no kustomization file, as Flux lists them: all YAML files in and below it, in the
 * order of their paths. A folder below that has a kustomization file is one resource.
 *
 * @throws KustomizeError when a file holds something else than Kubernetes objects.
 */
export function listPlainResources(loader: Loader): string[] {
  return listFolder(loader, "");
}

function listFolder(loader: Loader, folder: string): string[] {
  const entries = loader.list(folder === "" ? "." : folder);
  return entries.flatMap(({ name, kind }) => {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (kind === "dir") return hasKustomization(loader, path) ? [path] : listFolder(loader, path);
    if (!/\.ya?ml$/.test(name)) return [];
    checkManifest(loader, path);
    return [path];
  });
}

function hasKustomization(loader: Loader, folder: string): boolean {
  return kustomizationFileNames.some((name) => loader.exists(`${folder}/${name}`));
}

function checkManifest(loader: Loader, path: string): void {
  try {
    parseManifest(loader.readText(path), { file: loader.pathOf(path), written: path });
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    throw prefixError(error, `failed to decode Kubernetes YAML from ${path}`);
  }
}
