import type { PathHandler } from "../handler.ts";
import type { Catalog } from "../resources/catalog.ts";

/** The documents that say which groups, versions and resources there are. */
export function discoveryPaths(_catalog: Catalog): PathHandler {
  return () => undefined;
}
