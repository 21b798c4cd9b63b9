import { readFileSync } from "node:fs";
import type { KubeObject } from "@flux-ts/base";
import { readinessOf } from "@flux-ts/health";
import type { Readiness } from "@flux-ts/health";
import { test } from "vitest";

interface RecordedCase {
  readonly object: KubeObject;
  readonly want: Readiness;
}

test("objects are as ready as kstatus of fluxcd/cli-utils v1.2.1 says, running Jobs excepted", ({ expect }) => {
  const text = readFileSync(new URL("cases/recorded.json", import.meta.url), "utf8");
  const cases = JSON.parse(text) as readonly RecordedCase[];
  // The recordings were made years after the objects: every grace period is over.
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(cases.map(({ object }) => ({ object, want: readinessOf(object, { now }) }))).toEqual(cases);
});
