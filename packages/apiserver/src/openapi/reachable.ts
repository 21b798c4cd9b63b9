import type { JsonObject } from "@flux-ts/base";

export type Schemas = { readonly [name: string]: JsonObject };

/** The schemas that a document refers to, by way of others, too; in the order of their names. */
export function reachableSchemas(document: unknown, schemas: Schemas): Schemas {
  const found = new Set<string>();
  const waiting = referencesIn(document);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name) || !Object.hasOwn(schemas, name)) continue;
    found.add(name);
    waiting.push(...referencesIn(schemas[name]));
  }
  return Object.fromEntries([...found].toSorted().map((name) => [name, schemas[name] as JsonObject]));
}

const reference = /"#\/components\/schemas\/([^"]+)"/g;

function referencesIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(reference)].map(([, name = ""]) => name);
}
