import { join } from "node:path";
import { equalJson } from "@flux-ts/base";
import { mergeObjects } from "@flux-ts/kustomize/testing";
import { parseYaml } from "@flux-ts/yaml";
import type { Corpus, CorpusCase } from "../corpus.ts";
import { readJsonLines } from "../jsonl.ts";

type MergeCase = {
  readonly name: string;
  readonly source: string;
  readonly dest: string;
  readonly expected: string;
  readonly options: { readonly inferAssociativeLists: boolean; readonly listIncreaseDirection: "append" | "prepend" };
};

export const kyamlMerge2: Corpus = {
  name: "kyaml-merge2",
  files: async (directory) => [{ name: "merge2.jsonl", cases: await readMerges(join(directory, "merge2.jsonl")) }],
};

async function readMerges(file: string): Promise<readonly CorpusCase[]> {
  const merges = await readJsonLines<MergeCase>(file);
  return merges.map((merge) => ({ id: merge.name, run: () => runMerge(merge) }));
}

function runMerge({ source, dest, expected, options }: MergeCase): string | undefined {
  const merged = mergeObjects(dest, source, {
    newItems: options.listIncreaseDirection === "prepend" ? "first" : "last",
    inferKeys: options.inferAssociativeLists,
  });
  const wanted = parseYaml(expected, { profile: "kyaml" });
  if (equalJson(wanted, merged ?? null)) return undefined;
  return `wanted:\n${JSON.stringify(wanted)}\ngot:\n${JSON.stringify(merged)}`;
}
