import type { BuildContext } from "../accumulate/context.ts";
import { kustomizationFileNames } from "../kustomization/read.ts";
import type { Loader } from "../load/loader.ts";
import { withPrefix } from "../errors.ts";

/**
 * The resources of a folder that has no kustomization file, as Flux lists them: all YAML files in and below it, in the
 * order of their paths. A folder below that has a kustomization file is one resource.
 *
 * @throws KustomizeError when a file holds something else than Kubernetes objects.
 */
export function listPlainResources(loader: Loader, context: BuildContext): string[] {
  return listFolder("", loader, context);
}

function listFolder(folder: string, loader: Loader, context: BuildContext): string[] {
  const entries = loader.list(folder === "" ? "." : folder);
  return entries.flatMap(({ name, kind }) => {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (kind === "dir") return hasKustomization(loader, path) ? [path] : listFolder(path, loader, context);
    if (!/\.ya?ml$/.test(name)) return [];
    checkManifest(path, loader, context);
    return [path];
  });
}

function hasKustomization(loader: Loader, folder: string): boolean {
  return kustomizationFileNames.some((name) => loader.exists(`${folder}/${name}`));
}

/** The build gets the parsed objects from the context later on. */
function checkManifest(path: string, loader: Loader, context: BuildContext): void {
  withPrefix(`failed to decode Kubernetes YAML from ${path}`, () => context.parseFile(loader, path));
}
