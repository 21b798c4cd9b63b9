import { join } from "node:path";
import type { Corpus, CorpusCase, CorpusFile } from "../corpus.ts";
import { readJsonLines } from "../jsonl.ts";
import { runSequence } from "./structured-merge/sequence.ts";
import type { Sequence } from "./structured-merge/sequence.ts";
import { runTypedCall } from "./structured-merge/typed-call.ts";
import type { TypedCall } from "./structured-merge/typed-call.ts";

/** Sequences of applies and updates, and single calls on typed values, as structured-merge-diff answers them. */
export const structuredMerge: Corpus = {
  name: "structured-merge",
  files: async (directory) => [
    await readCases<Sequence>(directory, "cases.jsonl", runSequence),
    await readCases<TypedCall>(directory, "typed.jsonl", runTypedCall),
  ],
};

async function readCases<T extends Sequence | TypedCall>(
  directory: string,
  name: string,
  run: (recorded: T) => string | undefined,
): Promise<CorpusFile> {
  const recorded = await readJsonLines<T>(join(directory, name));
  const cases = recorded.map((one): CorpusCase => ({ id: one.name, run: () => run(one) }));
  return { name, cases };
}
