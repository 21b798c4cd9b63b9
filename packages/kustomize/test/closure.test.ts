import { readFileSync } from "node:fs";
import { createFileTree } from "@flux-ts/base";
import { build, emit, fluxDefaults } from "@flux-ts/kustomize";
import type { InputClosure } from "@flux-ts/kustomize";
import { array, assert, constantFrom, oneof, property, record, tuple } from "fast-check";
import { test } from "vitest";

type Files = { readonly [path: string]: string };
type Case = { readonly files: Files; readonly path: string };

/** A folder without a kustomization file, with one below it that has one. */
const plainFolder: Case = {
  path: "plain",
  files: {
    "plain/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    "plain/notes.md": "# nothing\n",
    "plain/below/kustomization.yaml": "resources: [b.yaml]\n",
    "plain/below/b.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n",
    "plain/below/unused.yaml": "a: b\n",
  },
};
const random = JSON.parse(readFileSync(new URL("cases/random.json", import.meta.url), "utf8")) as readonly Case[];
const cases: readonly Case[] = [plainFolder, ...random];

function run({ files, path }: Case): { readonly output: string; readonly closure: InputClosure } {
  const { resources, closure } = build(createFileTree(files), path, fluxDefaults);
  return { output: emit(resources), closure };
}

/** The folders that a path leads through, and the root. */
function foldersOf(path: string): readonly string[] {
  const names = path.split("/").slice(0, -1);
  return ["", ...names.map((_, index) => names.slice(0, index + 1).join("/"))];
}

/** Whether a file may come, go or change without a word about it in the closure. */
function isOutside(path: string, { files, folders, missing }: InputClosure, exists: boolean): boolean {
  const isBelow = (name: string): boolean => path === name || path.startsWith(`${name}/`);
  if (files.includes(path) || missing.some(isBelow)) return false;
  // A new file may make new folders: each of them changes the folder it is in.
  return exists || !foldersOf(path).some((folder) => folders.includes(folder));
}

test("the files of the closure alone build the same", ({ expect }) => {
  for (const given of cases) {
    const { output, closure } = run(given);
    const files = Object.fromEntries(closure.files.map((path) => [path, given.files[path] ?? ""]));
    expect(run({ ...given, files }).output).toBe(output);
  }
});

test("what happens outside of the closure changes nothing", ({ expect }) => {
  const name = constantFrom("kustomization.yaml", "Kustomization", "r0.yaml", "extra.yaml", "new/kustomization.yml");
  const place = tuple(constantFrom("", "w/", "w/base/", "w/over/", "w/none/", "plain/", "plain/below/"), name);
  const change = record({
    path: oneof(
      place.map((parts) => parts.join("")),
      constantFrom("plain/notes.md", "plain/below/unused.yaml", "w/base/f2.yaml"),
    ),
    text: constantFrom("namePrefix: z-\n", "a: [", ""),
  });
  let applied = 0;
  assert(
    property(constantFrom(...cases), array(change, { minLength: 1, maxLength: 6 }), (given, changes) => {
      const before = run(given);
      const outside = changes.filter(({ path }) => isOutside(path, before.closure, Object.hasOwn(given.files, path)));
      applied += outside.length;
      const files = { ...given.files, ...Object.fromEntries(outside.map(({ path, text }) => [path, text])) };
      expect(run({ ...given, files })).toEqual(before);
    }),
    { numRuns: 300 },
  );
  expect(applied).toBeGreaterThan(100);
});

test("a file of the closure counts: other bytes, another build", ({ expect }) => {
  for (const given of cases) {
    const { closure } = run(given);
    for (const path of closure.files) {
      const broken = { ...given, files: { ...given.files, [path]: "\u0000" } };
      let after: unknown;
      try {
        after = run(broken).output;
      } catch (error) {
        after = error;
      }
      expect(after, path).not.toBe(run(given).output);
    }
  }
});
