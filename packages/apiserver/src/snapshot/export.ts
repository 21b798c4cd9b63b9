import { emitYaml } from "@flux-ts/yaml";
import type { Entry, Store } from "../storage/store.ts";

/** What others stand on comes first, so that people can also apply the file from its top. */
const firstTables = ["apiextensions.k8s.io/customresourcedefinitions", "/namespaces"];

/**
 * A whole cluster as YAML documents, one after the other: every object as it is stored, with its uid, its status and
 * its field owners. Secrets are in it as they are.
 */
export function* exportSnapshot(store: Store): Generator<string, void> {
  const others = store.tables().filter((table) => !firstTables.includes(table));
  for (const table of [...firstTables, ...others.toSorted()]) {
    for (const { object } of store.list(table) as readonly Entry[]) yield `---\n${emitYaml(object)}`;
  }
}
