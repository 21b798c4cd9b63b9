import { describe, test } from "vitest";
import type { JsonObject } from "@flux-ts/base";
import { applySchemaDefaults, compileStructuralSchema } from "@flux-ts/kube-schema";

const text = (preset?: string) => ({ type: "string", ...(preset === undefined ? {} : { default: preset }) });
const schema = compileStructuralSchema({
  type: "object",
  properties: {
    spec: {
      type: "object",
      default: {},
      properties: {
        s: text("dd"),
        n: { type: "integer", default: 5 },
        none: { type: "string", default: null },
        nullable: { ...text("z"), nullable: true },
        o: { type: "object", properties: { i: text("inner") } },
        preset: { type: "object", default: { x: "1" }, properties: { x: text(), y: text("2") } },
        list: { type: "array", items: { type: "object", properties: { v: text("vv") } } },
        filled: { type: "array", items: { ...text("item") } },
        map: { type: "object", additionalProperties: { type: "object", properties: { d: text("1") } } },
      },
    },
  },
});
const always = { s: "dd", n: 5, nullable: "z", preset: { x: "1", y: "2" } };

describe("applySchemaDefaults", () => {
  const cases: Record<string, { object: JsonObject; want: JsonObject }> = {
    "an absent parent with a default brings the defaults of its fields": { object: {}, want: { spec: always } },
    "fields that are set stay": {
      object: { spec: { s: "x", n: 0, preset: { x: "9" } } },
      want: { spec: { ...always, s: "x", n: 0, preset: { x: "9", y: "2" } } },
    },
    "defaults reach into objects, lists and maps that are there": {
      object: { spec: { o: {}, list: [{}, { v: "x" }], map: { a: {} } } },
      want: { spec: { ...always, o: { i: "inner" }, list: [{ v: "vv" }, { v: "x" }], map: { a: { d: "1" } } } },
    },
    "null gives way to the default where null is not allowed": {
      object: { spec: { s: null, filled: [null, "x"] } },
      want: { spec: { ...always, filled: ["item", "x"] } },
    },
    "null stays where it is allowed": {
      object: { spec: { nullable: null } },
      want: { spec: { ...always, nullable: null } },
    },
    "null without a default is dropped": {
      object: { spec: { o: null, none: null, map: { a: null } } },
      want: { spec: { ...always, map: {} } },
    },
    "null in a list without a default stays": {
      object: { spec: { list: [null] } },
      want: { spec: { ...always, list: [null] } },
    },
  };
  test.for(Object.entries(cases))("%s", ([, { object, want }], { expect }) => {
    const before = structuredClone(object);
    expect(applySchemaDefaults(object, schema)).toEqual(want);
    expect(object).toEqual(before);
  });

  test("an object that has everything is not copied", ({ expect }) => {
    const object = { spec: { ...always, list: [{ v: "x" }] } };
    expect(applySchemaDefaults(object, schema)).toBe(object);
  });
});
