import { readFile } from "node:fs/promises";
import type { Client } from "@flux-ts/kube";
import { afterAll, beforeAll, expect, test } from "vitest";
import { peerVersions } from "../../scripts/peers/programs.ts";
import { compareRecordings } from "./compare.ts";
import type { TextDifference } from "./compare.ts";
import { differences } from "./differences.ts";
import { recordController } from "./house.ts";
import { startOurs } from "./ours.ts";
import { parseRecordings } from "./record.ts";
import type { Recordings } from "./record.ts";
import { scenarios } from "./scenarios.ts";

/** A Kubernetes API where Deployments become available, with an administrator's client. */
export interface StatusCluster {
  readonly client: Client;
  close(): Promise<void>;
}

export const recordingsFile = new URL(
  `recordings/kustomize-controller-${peerVersions["kustomize-controller"]}.jsonl`,
  import.meta.url,
);

/** What a user sees of a Kustomization is what the recorded upstream controller shows. */
export function runStatusContract(open: () => Promise<StatusCluster>): void {
  const used = new Set<TextDifference>();
  let ours: Recordings;
  let upstream: Recordings;
  let cluster: StatusCluster;
  beforeAll(async () => {
    cluster = await open();
    ours = await recordController(cluster.client, startOurs);
    upstream = parseRecordings(await readFile(recordingsFile, "utf8"));
  }, 120_000);
  afterAll(() => cluster.close());

  test("every scenario was recorded", () => {
    expect(Object.keys(upstream)).toEqual(Object.keys(scenarios));
  });

  test.for(Object.keys(scenarios))("%s", (name) => {
    const [left, right] = [ours[name], upstream[name]];
    if (!left || !right) throw new RangeError(`${name} was not recorded`);
    const comparison = compareRecordings(left, right, differences);
    for (const difference of comparison.used) used.add(difference);
    expect(comparison.findings).toEqual([]);
  });

  test("every listed difference is one", () => {
    const missed = differences.filter((difference) => !used.has(difference) && difference.passing === undefined);
    expect(missed.map(({ why }) => why)).toEqual([]);
  });
}
