import { test } from "vitest";
import { raiseBaseline, regressionsOf } from "../src/baseline.ts";
import type { FileReport } from "../src/run.ts";

function report(change: Partial<FileReport> = {}): FileReport {
  return { corpus: "yaml", file: "cases.jsonl", total: 10, passed: 8, known: 1, failures: [], stale: [], ...change };
}

const baseline = { yaml: { "cases.jsonl": 8 } };

const cases: Record<string, { reports: readonly FileReport[]; want: readonly string[] }> = {
  "the same count is accepted": { reports: [report()], want: [] },
  "a higher count is accepted": { reports: [report({ passed: 9 })], want: [] },
  "a lower count is a regression": {
    reports: [report({ passed: 7 })],
    want: ["yaml cases.jsonl: 7 passed, the baseline is 8"],
  },
  "a new file has no baseline": { reports: [report(), report({ file: "more.jsonl", passed: 0 })], want: [] },
  "a file that is gone is a regression": {
    reports: [report({ file: "more.jsonl" })],
    want: ["yaml cases.jsonl: in the baseline, but not in the corpus"],
  },
  "a corpus that was not run is not judged": { reports: [report({ corpus: "other" })], want: [] },
  "a known difference that passes must go from the list": {
    reports: [report({ stale: ["a/b"] })],
    want: ["yaml: a/b passes: take it off conformance/known-differences/yaml.json"],
  },
};
test.for(Object.entries(cases))("%s", ([, { reports, want }], { expect }) => {
  expect(regressionsOf(reports, baseline)).toEqual(want);
});

test("the baseline only rises, and takes in what is new", ({ expect }) => {
  const reports = [report({ passed: 7 }), report({ file: "more.jsonl", passed: 3 })];
  expect(raiseBaseline(reports, baseline)).toEqual({ yaml: { "cases.jsonl": 8, "more.jsonl": 3 } });
  expect(baseline).toEqual({ yaml: { "cases.jsonl": 8 } });
});
