import { test } from "vitest";
import { createFileTree, formatPosition } from "@flux-ts/base";

const tree = createFileTree({ "b/deep/x.yaml": "x", "a.yaml": "a", "b/y.yaml": new TextEncoder().encode("y") });

test("folders follow from the paths and list their entries by name", ({ expect }) => {
  expect(tree.readDir("")).toEqual([
    { name: "a.yaml", kind: "file" },
    { name: "b", kind: "dir" },
  ]);
  expect(tree.readDir("b")).toEqual([
    { name: "deep", kind: "dir" },
    { name: "y.yaml", kind: "file" },
  ]);
});

test("what is not there is undefined: a folder is no file, a file is no folder", ({ expect }) => {
  expect(new TextDecoder().decode(tree.readFile("b/y.yaml"))).toBe("y");
  expect([tree.readFile("b"), tree.readFile("c"), tree.readDir("a.yaml"), tree.readDir("c")]).toEqual(
    Array(4).fill(undefined),
  );
});

test("positions are printed as compilers print them", ({ expect }) => {
  expect(formatPosition({ file: "a.yaml", line: 3 })).toBe("a.yaml:3");
  expect(formatPosition({ file: "a.yaml", line: 3, column: 7 })).toBe("a.yaml:3:7");
});
