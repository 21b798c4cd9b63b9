import { join } from "node:path";
import type { Corpus } from "../corpus.ts";
import { readJsonLines } from "../jsonl.ts";
import { runSequence } from "./structured-merge/sequence.ts";
import type { Sequence } from "./structured-merge/sequence.ts";
import { runTypedCall } from "./structured-merge/typed-call.ts";
import type { TypedCall } from "./structured-merge/typed-call.ts";

/** Sequences of applies and updates, and single calls on typed values, as structured-merge-diff answers them. */
export const structuredMerge: Corpus = {
  name: "structured-merge",
  files: async (directory) => {
    const sequences = await readJsonLines<Sequence>(join(directory, "cases.jsonl"));
    const calls = await readJsonLines<TypedCall>(join(directory, "typed.jsonl"));
    return [
      {
        name: "cases.jsonl",
        // Filters of fields are code of the original's tests: the record does not hold them.
        cases: sequences
          .filter(({ hasIgnoreFilter }) => !hasIgnoreFilter)
          .map((sequence) => ({ id: sequence.name, run: () => runSequence(sequence) })),
      },
      { name: "typed.jsonl", cases: calls.map((call) => ({ id: call.name, run: () => runTypedCall(call) })) },
    ];
  },
};
