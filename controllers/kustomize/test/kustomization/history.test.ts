import { test } from "vitest";
import { withSnapshot } from "../../src/kustomization/history.ts";
import { isToldLately } from "../../src/kustomization/conclude.ts";
import { kustomization } from "../builders.ts";
import type { HistoryEntry } from "../../src/kustomization/history.ts";

const first: HistoryEntry = {
  digest: "sha256:a",
  status: "ReconciliationSucceeded",
  runs: 1,
  durationMs: 1500,
  now: new Date("2026-01-01T00:00:00.400Z"),
  metadata: { revision: "main@sha1:a" },
};
const later = (entry: Partial<HistoryEntry>): HistoryEntry => ({
  ...first,
  now: new Date("2026-01-02T00:00:00Z"),
  ...entry,
});

test("a first run starts the history", ({ expect }) => {
  expect(withSnapshot(undefined, first)).toEqual([
    {
      digest: "sha256:a",
      firstReconciled: "2026-01-01T00:00:00Z",
      lastReconciled: "2026-01-01T00:00:00Z",
      lastReconciledDuration: "1.5s",
      lastReconciledStatus: "ReconciliationSucceeded",
      totalReconciliations: 1,
      metadata: { revision: "main@sha1:a" },
    },
  ]);
});

test("the same digest with the same status counts up and comes first", ({ expect }) => {
  const history = withSnapshot(withSnapshot(undefined, first), later({ digest: "sha256:b" }));
  const [newest, ...others] = withSnapshot(history, later({}));
  expect(newest).toMatchObject({
    digest: "sha256:a",
    firstReconciled: "2026-01-01T00:00:00Z",
    lastReconciled: "2026-01-02T00:00:00Z",
    totalReconciliations: 2,
  });
  expect(others.map(({ digest }) => digest)).toEqual(["sha256:b"]);
});

test("runs that were not told are counted with the next that is", ({ expect }) => {
  const [newest] = withSnapshot(withSnapshot(undefined, first), later({ runs: 60 }));
  expect(newest).toMatchObject({ totalReconciliations: 61, lastReconciled: "2026-01-02T00:00:00Z" });
});

test.for([
  ["within the last hour", "2026-01-01T00:59:59Z", true],
  ["longer ago", "2026-01-01T01:00:00Z", false],
] as const)("the history was told %s", ([, now, want], { expect }) => {
  const history = withSnapshot(undefined, first);
  expect(isToldLately(kustomization({}, { history }), new Date(now))).toBe(want);
});

test("the same digest with another status is another snapshot", ({ expect }) => {
  const history = withSnapshot(withSnapshot(undefined, first), later({ status: "HealthCheckFailed" }));
  expect(history.map(({ lastReconciledStatus }) => lastReconciledStatus)).toEqual([
    "HealthCheckFailed",
    "ReconciliationSucceeded",
  ]);
});

test("five snapshots are kept", ({ expect }) => {
  const digests = ["1", "2", "3", "4", "5", "6"];
  const history = digests.reduce<ReturnType<typeof withSnapshot>>(
    (snapshots, digest) => withSnapshot(snapshots, later({ digest })),
    [],
  );
  expect(history.map(({ digest }) => digest)).toEqual(["6", "5", "4", "3", "2"]);
});
