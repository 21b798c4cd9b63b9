import { test } from "vitest";
import { runCorpus } from "../src/run.ts";
import type { Corpus } from "../src/corpus.ts";

const corpus: Corpus = {
  name: "letters",
  files: async () => [
    {
      name: "cases.jsonl",
      cases: [
        { id: "passes", run: () => undefined },
        { id: "differs", run: () => "a is not b" },
        { id: "throws", run: () => Promise.reject(new Error("no engine")) },
        { id: "known", run: () => "differs, as listed" },
        { id: "stale", run: () => undefined },
      ],
    },
  ],
};

test("every case counts once: passed, differing, or known to differ", async ({ expect }) => {
  const known = { known: "a reason", stale: "a reason that is gone" };
  const reports = await Array.fromAsync(runCorpus(corpus, "nowhere", known));
  expect(reports).toEqual([
    {
      corpus: "letters",
      file: "cases.jsonl",
      total: 5,
      passed: 2,
      known: 1,
      failures: [
        { id: "differs", difference: "a is not b" },
        { id: "throws", difference: "the run itself failed: no engine" },
      ],
      stale: ["stale"],
    },
  ]);
});
