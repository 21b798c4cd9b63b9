import type { Entry, Store } from "@flux-ts/apiserver";
import { createMemoryStore } from "@flux-ts/apiserver";
import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { expect, test } from "vitest";

const table = "/configmaps";

const keys = integer({ min: 0, max: 400 }).map((number) => `${number % 3 === 0 ? "a" : "b"}/${number.toString(36)}`);
const rows = record({
  does: constantFrom("put" as const, "remove" as const),
  keys: array(keys, { minLength: 1, maxLength: 120 }),
  after: integer({ min: 0, max: 400 }).map((number) => `b/${number.toString(36)}`),
});

function write(store: Store, does: "put" | "remove", key: string): void {
  const entry = store.get(table, key);
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: key } };
  if (does === "put") store.put(table, key, object, entry);
  else if (entry !== undefined) store.remove(table, key, object, entry);
}

function listed(store: Store, options?: Parameters<Store["list"]>[1]): readonly string[] {
  return (store.list(table, options) as readonly Entry[]).map(({ key }) => key);
}

test("lists are in order, whatever was made and removed between them", () => {
  assert(
    property(array(rows, { maxLength: 8 }), (plan) => {
      const store = createMemoryStore();
      const model = new Set<string>();
      for (const row of plan) {
        for (const key of row.keys) {
          write(store, row.does, key);
          if (row.does === "put") model.add(key);
          else model.delete(key);
        }
        const rest = [...model].filter((key) => key.startsWith("b/") && key > row.after);
        expect(listed(store, { prefix: "b/", after: row.after })).toEqual(rest.toSorted());
      }
      expect(listed(store)).toEqual([...model].toSorted());
    }),
  );
});
