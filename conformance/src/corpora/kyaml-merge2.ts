import { join } from "node:path";
import { equalJson, messageOf } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { mergeObjects, mergeThreeObjects } from "@flux-ts/kustomize/testing";
import { parseYaml } from "@flux-ts/yaml";
import type { Corpus, CorpusCase } from "../corpus.ts";
import { readJsonLines } from "../jsonl.ts";

type TwoWayCase = {
  readonly name: string;
  readonly source: string;
  readonly dest: string;
  readonly expected: string;
  readonly options: { readonly inferAssociativeLists: boolean; readonly listIncreaseDirection: "append" | "prepend" };
};

type ThreeWayCase = {
  readonly name: string;
  readonly origin: string;
  readonly update: string;
  readonly local: string;
  readonly expected?: string;
  readonly error?: string;
  readonly options: { readonly inferAssociativeLists: boolean };
};

export const kyamlMerge2: Corpus = {
  name: "kyaml-merge2",
  files: async (directory) => [
    { name: "merge2.jsonl", cases: await readMerges(join(directory, "merge2.jsonl"), runTwoWay) },
    { name: "merge3.jsonl", cases: await readMerges(join(directory, "merge3.jsonl"), runThreeWay) },
  ],
};

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the file holds what its runner takes
async function readMerges<Case extends JsonObject & { readonly name: string }>(
  file: string,
  run: (merge: Case) => string | undefined,
): Promise<readonly CorpusCase[]> {
  const merges = await readJsonLines<Case>(file);
  return merges.map((merge) => ({ id: merge.name, run: () => run(merge) }));
}

function runTwoWay({ source, dest, expected, options }: TwoWayCase): string | undefined {
  const merged = mergeObjects(dest, source, {
    newItems: options.listIncreaseDirection === "prepend" ? "first" : "last",
    inferKeys: options.inferAssociativeLists,
  });
  return compare(expected, merged);
}

function runThreeWay(merge: ThreeWayCase): string | undefined {
  const { expected = "", error, options } = merge;
  try {
    const merged = mergeThreeObjects(merge, { inferKeys: options.inferAssociativeLists });
    return error === undefined ? compare(expected, merged) : `wanted the failure:\n${error}`;
  } catch (failure) {
    if (error === undefined) throw failure;
    return messageOf(failure).trim() === error.trim()
      ? undefined
      : `wanted the failure:\n${error}\ngot:\n${messageOf(failure)}`;
  }
}

function compare(expected: string, merged: JsonValue | undefined): string | undefined {
  const wanted = parseYaml(expected, { profile: "kyaml" });
  if (equalJson(wanted, merged ?? null)) return undefined;
  return `wanted:\n${JSON.stringify(wanted)}\ngot:\n${JSON.stringify(merged)}`;
}
