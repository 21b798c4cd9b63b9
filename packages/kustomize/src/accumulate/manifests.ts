import { KustomizeError } from "../errors.ts";
import type { Loader } from "../load/loader.ts";
import { relativePath } from "../load/path.ts";
import { adoptObject } from "../resource/build-annotations.ts";
import { parseManifest } from "../resource/parse.ts";
import type { Origin, Resource } from "../resource/resource.ts";
import type { BuildContext } from "./context.ts";

/** The objects of a manifest, each knowing where it is from. @throws KustomizeError */
export function readObjects(path: string, loader: Loader, context: BuildContext): Resource[] {
  const file = loader.pathOf(path);
  const shown = loader.isRemote ? file : relativePath(context.root, file);
  return context.parseFile(loader, path).map(({ object, line }) => {
    const resource = adoptObject(object);
    resource.origin = { path: shown, ...loader.repo, position: { file, line } };
    return resource;
  });
}

/** The objects of a text that stands in a kustomization, or undefined when it is none: then it is a path. */
export function readObjectsFromText(text: string, origin: Origin): Resource[] | undefined {
  try {
    const objects = parseManifest(text, { file: "", written: "" }).map(({ object }) => adoptObject(object));
    for (const resource of objects) resource.origin = origin;
    return objects;
  } catch (error) {
    if (error instanceof KustomizeError) return undefined;
    throw error;
  }
}
