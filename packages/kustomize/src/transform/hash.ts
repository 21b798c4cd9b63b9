import { contentHash } from "../generate/hash.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";
import { forEach } from "../plugin/plugin.ts";

/** Puts the hash of its content on the name of every generated object that wants one. */
export const createHashTransformer: TransformerFactory = () =>
  forEach((resource, set) => {
    if (!resource.books.needsHash) return;
    const hash = contentHash(resource.object);
    resource.storeId(set.schema);
    resource.setMetadata("name", `${resource.id.name}-${hash}`);
  });
