import { readFileSync } from "node:fs";
import { createFileTree, messageOf } from "@flux-ts/base";
import { build, emit, KustomizeError } from "@flux-ts/kustomize";
import { test } from "vitest";

type Files = { readonly [path: string]: string };

/** What kustomize 5.8.1 answered: its output or its error, with an address in memory as `0xADDR`. */
type Answer = { readonly output: string } | { readonly error: string };

type RecordedCase = Answer & { readonly rule: string; readonly files: Files };

/** The output for a generated tree of bases, overlays and components with fields of all sorts. */
interface RandomCase {
  readonly files: Files;
  readonly path: string;
  readonly output: string;
}

function readCases<Case>(name: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url), "utf8")) as readonly Case[];
}

function answer(files: Files, path: string): Answer {
  try {
    return { output: emit(build(createFileTree(files), path, { loadRestrictions: "none" }).resources) };
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    return { error: messageOf(error).trimEnd() };
  }
}

const recorded = readCases<RecordedCase>("recorded").map(({ rule, files, ...wanted }) => ({ rule, files, wanted }));

test.for(recorded)("$rule", ({ files, wanted }, { expect }) => {
  expect(answer(files, "app")).toEqual(wanted);
});

test.for([...readCases<RandomCase>("random").entries()])("generated tree %$", ([, given], { expect }) => {
  expect(answer(given.files, given.path)).toEqual({ output: given.output });
});
