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

function readCases(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url), "utf8"));
}

function answer(files: Files, path: string): Answer {
  try {
    return { output: emit(build(createFileTree(files), path, { loadRestrictions: "none" }).resources) };
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    return { error: messageOf(error).trimEnd() };
  }
}

const recorded = (readCases("recorded") as readonly RecordedCase[]).map(({ rule, files, ...wanted }) => ({
  rule,
  files,
  wanted,
}));

test.for(recorded)("$rule", ({ files, wanted }, { expect }) => {
  expect(answer(files, "app")).toEqual(wanted);
});

test.for([...(readCases("random") as readonly RandomCase[]).entries()])(
  "generated tree %$",
  ([, given], { expect }) => {
    expect(answer(given.files, given.path)).toEqual({ output: given.output });
  },
);
