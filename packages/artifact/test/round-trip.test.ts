import * as fc from "fast-check";
import { unpackArchive } from "@flux-ts/artifact";
import { test } from "vitest";
import { pack, textsOf } from "./fixture.ts";

const name = fc
  .string({ minLength: 1, maxLength: 60 })
  .filter((text) => !/[/\\\0]|^\.{1,2}$|[\ud800-\udfff]/.test(text));
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join("/"));
const tree = fc
  .uniqueArray(fc.tuple(path, fc.string()), { selector: ([path]) => path, maxLength: 20 })
  .map((files) => files.filter(([one]) => !files.some(([other]) => other.startsWith(`${one}/`))))
  .map((files) => Object.fromEntries(files.toSorted(([a], [b]) => (a < b ? -1 : 1))));

test("whatever is packed comes out again", async ({ expect }) => {
  await fc.assert(
    fc.asyncProperty(tree, async (files) => {
      const sorted = Object.keys(files).toSorted();
      // Keys that are integers come first, whatever their order was.
      fc.pre(Object.keys(files).every((key, index) => key === sorted[index]));
      expect(textsOf(await unpackArchive(await pack(files)))).toEqual(files);
    }),
    { numRuns: 100 },
  );
});
