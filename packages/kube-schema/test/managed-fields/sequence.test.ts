import type { JsonValue } from "@flux-ts/base";
import { applyFields, FieldSet, formatPath, parseMergeSchema, updateFields } from "@flux-ts/kube-schema";
import type { Managers, OwnershipFilter, TypedValue, ValueType, VersionConverter } from "@flux-ts/kube-schema";
import { test } from "vitest";

const list = (relationship: string, keys: string[] = []) => ({
  list: { elementType: { namedType: "item" }, elementRelationship: relationship, keys },
});
const schemaWith = (relationship: "associative" | "atomic") =>
  parseMergeSchema({
    types: [
      {
        name: "root",
        map: {
          fields: [
            { name: "text", type: { scalar: "string" } },
            { name: "count", type: { scalar: "numeric" } },
            { name: "labels", type: { map: { elementType: { scalar: "string" } } } },
            { name: "items", type: list(relationship, ["name"]) },
            { name: "part", type: { namedType: "root" } },
          ],
        },
      },
      {
        name: "item",
        map: {
          fields: [
            { name: "name", type: { scalar: "string" } },
            { name: "value", type: { scalar: "string" } },
          ],
        },
      },
    ],
  });
const granular = schemaWith("associative").resolve({ namedType: "root" });
const atomic = schemaWith("atomic").resolve({ namedType: "root" });

/** One write, or a change of the schema. Conflicts are `manager path`. */
type Op =
  | {
      readonly apply: JsonValue;
      readonly by: string;
      readonly in?: string;
      readonly force?: true;
      readonly conflicts?: string[];
    }
  | { readonly update: JsonValue; readonly by: string; readonly in?: string }
  | { readonly type: ValueType };

interface Story {
  readonly ops: readonly Op[];
  readonly object: JsonValue;
  /** Paths by manager. */
  readonly owners: { readonly [manager: string]: readonly string[] };
  readonly converter?: VersionConverter;
  readonly ownable?: OwnershipFilter;
}

const unchanged: VersionConverter = { convert: (value) => value };

class State {
  live: TypedValue = { value: null, type: granular };
  managers: Managers = new Map();
  conflicts: string[] = [];

  take(op: Op, { converter = unchanged, ownable }: Story): void {
    if ("type" in op) {
      this.live = { ...this.live, type: op.type };
      return;
    }
    const apiVersion = op.in ?? "v1";
    const live = converter.convert(this.live, apiVersion) ?? this.live;
    const operation = { live, apiVersion, manager: op.by, managers: this.managers, converter, ownable };
    if ("update" in op) {
      const next = { value: op.update, type: live.type };
      this.managers = updateFields({ ...operation, next });
      this.live = next;
      return;
    }
    const applied = { value: op.apply, type: live.type };
    const outcome = applyFields({ ...operation, applied, force: op.force ?? false });
    if (outcome.applied) {
      this.live = outcome.value;
      this.managers = outcome.managers;
    } else {
      this.conflicts.push(...outcome.conflicts.map(({ manager, path }) => `${manager} ${formatPath(path)}`));
    }
  }
}

const stories: Record<string, Story> = {
  "who applies owns what it applies": {
    ops: [{ apply: { text: "a", labels: { x: "1" }, part: { count: 1 } }, by: "ann" }],
    object: { text: "a", labels: { x: "1" }, part: { count: 1 } },
    owners: { ann: [".text", ".labels.x", ".part.count"] },
  },
  "two may apply different fields": {
    ops: [
      { apply: { text: "a" }, by: "ann" },
      { apply: { count: 1 }, by: "bob" },
    ],
    object: { text: "a", count: 1 },
    owners: { ann: [".text"], bob: [".count"] },
  },
  "two may own the same field when they agree": {
    ops: [
      { apply: { text: "a" }, by: "ann" },
      { apply: { text: "a" }, by: "bob" },
    ],
    object: { text: "a" },
    owners: { ann: [".text"], bob: [".text"] },
  },
  "a field of somebody else is not changed": {
    ops: [
      { apply: { text: "a", count: 1 }, by: "ann" },
      { apply: { text: "b", count: 2 }, by: "bob", conflicts: ["ann .count", "ann .text"] },
    ],
    object: { text: "a", count: 1 },
    owners: { ann: [".text", ".count"] },
  },
  "force takes fields over": {
    ops: [
      { apply: { text: "a", count: 1 }, by: "ann" },
      { apply: { text: "b" }, by: "bob", force: true },
    ],
    object: { text: "b", count: 1 },
    owners: { ann: [".count"], bob: [".text"] },
  },
  "who updates takes what it changes without asking": {
    ops: [
      { apply: { text: "a", count: 1 }, by: "ann" },
      { update: { text: "b", count: 1 }, by: "bob" },
    ],
    object: { text: "b", count: 1 },
    owners: { ann: [".count"], bob: [".text"] },
  },
  "a field no longer applied is removed": {
    ops: [
      { apply: { text: "a", labels: { x: "1", y: "2" }, items: [{ name: "i" }, { name: "j" }] }, by: "ann" },
      { apply: { labels: { y: "2" }, items: [{ name: "j" }] }, by: "ann" },
    ],
    object: { labels: { y: "2" }, items: [{ name: "j" }] },
    owners: { ann: [".labels.y", '.items[name="j"]', '.items[name="j"].name'] },
  },
  "a field no longer applied stays when somebody else owns it": {
    ops: [
      { apply: { text: "a", count: 1 }, by: "ann" },
      { apply: { text: "a" }, by: "bob" },
      { apply: { count: 1 }, by: "ann" },
    ],
    object: { text: "a", count: 1 },
    owners: { ann: [".count"], bob: [".text"] },
  },
  "an item no longer applied stays with what others have in it": {
    ops: [
      { apply: { items: [{ name: "i" }] }, by: "ann" },
      { apply: { items: [{ name: "i", value: "v" }] }, by: "bob" },
      { apply: {}, by: "ann" },
    ],
    object: { items: [{ name: "i", value: "v" }] },
    owners: { bob: ['.items[name="i"]', '.items[name="i"].name', '.items[name="i"].value'] },
  },
  "what an update added to an applied item goes with the item": {
    ops: [
      { apply: { items: [{ name: "i" }] }, by: "ann" },
      { update: { items: [{ name: "i", value: "v" }] }, by: "bob" },
      { apply: {}, by: "ann" },
    ],
    object: { items: null },
    owners: {},
  },
  "managers that own nothing are forgotten": {
    ops: [
      { apply: { text: "a" }, by: "ann" },
      { update: {}, by: "bob" },
    ],
    object: {},
    owners: {},
  },
  "fields that may not be owned are written all the same": {
    ops: [{ apply: { text: "a", count: 1 }, by: "ann" }],
    ownable: (fields) => fields.recursiveDifference(FieldSet.parse({ "f:count": {} })),
    object: { text: "a", count: 1 },
    owners: { ann: [".text"] },
  },
  "owners in a version that is gone are forgotten": {
    ops: [
      { apply: { text: "a" }, by: "ann", in: "v0" },
      { apply: { text: "b" }, by: "bob" },
    ],
    converter: { convert: (value, apiVersion) => (apiVersion === "v0" ? undefined : value) },
    object: { text: "b" },
    owners: { bob: [".text"] },
  },
  "a list that became atomic is owned as a whole": {
    ops: [
      { apply: { items: [{ name: "i", value: "v" }] }, by: "ann" },
      { type: atomic },
      { apply: { items: [{ name: "j" }] }, by: "bob", conflicts: ["ann .items"] },
      { apply: { items: [{ name: "j" }] }, by: "ann" },
    ],
    object: { items: [{ name: "j" }] },
    owners: { ann: [".items"] },
  },
  "a list that was atomic is merged from now on": {
    ops: [
      { type: atomic },
      { apply: { items: [{ name: "i" }] }, by: "ann" },
      { type: granular },
      { apply: { items: [{ name: "j" }] }, by: "bob" },
    ],
    object: { items: [{ name: "i" }, { name: "j" }] },
    owners: { ann: [".items"], bob: ['.items[name="j"]', '.items[name="j"].name'] },
  },
};
test.for(Object.entries(stories))("%s", ([, story], { expect }) => {
  const state = new State();
  for (const op of story.ops) state.take(op, story);
  const owners = [...state.managers].map(([manager, { fields }]) => [
    manager,
    fields.paths().map(formatPath).toSorted(),
  ]);
  const want = Object.entries(story.owners).map(([manager, paths]) => [manager, paths.toSorted()]);
  expect(state.live.value).toEqual(story.object);
  expect(Object.fromEntries(owners)).toEqual(Object.fromEntries(want));
  expect(state.conflicts.toSorted()).toEqual(
    story.ops.flatMap((op) => ("conflicts" in op && op.conflicts) || []).toSorted(),
  );
});

test("an apply that wants what is there leaves the value itself", ({ expect }) => {
  const live = { value: { text: "a", items: [{ name: "i", value: "v" }] }, type: granular };
  const applied = { value: { items: [{ name: "i" }] }, type: granular };
  const operation = { live, apiVersion: "v1", manager: "ann", managers: new Map(), converter: unchanged };
  const outcome = applyFields({ ...operation, applied, force: false });
  expect(outcome).toMatchObject({ applied: true, changed: false });
  expect(outcome.applied && outcome.value.value).toBe(live.value);
});
