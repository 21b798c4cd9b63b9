import { readFileSync } from "node:fs";
import type { Client } from "@flux-ts/kube";
import { afterAll, beforeAll, expect, test } from "vitest";
import { peerVersions } from "../../scripts/peers/programs.ts";
import { compareRecordings } from "./compare.ts";
import type { TextDifference } from "./compare.ts";
import { differences as gitDifferences } from "./git/differences.ts";
import { startOurs as startOurSource } from "./git/ours.ts";
import { castGitRepositories } from "./git/plays.ts";
import { recordController } from "./house.ts";
import type { Cast, StartController } from "./house.ts";
import { differences } from "./kustomization/differences.ts";
import { startOurs } from "./kustomization/ours.ts";
import { castKustomizations } from "./kustomization/plays.ts";
import { parseRecordings } from "./record.ts";
import type { Recordings } from "./record.ts";

/** A Kubernetes API where Deployments become available, with an administrator's client. */
export interface StatusCluster {
  readonly client: Client;
  close(): Promise<void>;
}

/** A controller of upstream's, and ours. */
export interface Subject {
  readonly peer: "kustomize-controller" | "source-controller";
  readonly cast: Cast;
  readonly startOurs: StartController;
  readonly differences: readonly TextDifference[];
}

export const subjects: readonly Subject[] = [
  { peer: "kustomize-controller", cast: castKustomizations, startOurs, differences },
  {
    peer: "source-controller",
    cast: castGitRepositories,
    startOurs: startOurSource,
    differences: gitDifferences,
  },
];

export function recordingsFile({ peer }: Subject): URL {
  return new URL(`recordings/${peer}-${peerVersions[peer]}.jsonl`, import.meta.url);
}

/** What a user sees of objects is what the recorded controller of upstream shows. */
export function runStatusContract(subject: Subject, open: () => Promise<StatusCluster>): void {
  const used = new Set<TextDifference>();
  let ours: Recordings;
  let cluster: StatusCluster;
  const upstream = parseRecordings(readFileSync(recordingsFile(subject), "utf8"));
  beforeAll(async () => {
    cluster = await open();
    ours = await recordController(cluster.client, subject.cast, subject.startOurs);
  }, 120_000);
  afterAll(() => cluster.close());

  test("every scenario was recorded", () => {
    expect(Object.keys(upstream)).toEqual(Object.keys(ours));
  });

  test.for(Object.entries(upstream))("%s", ([name, recorded]) => {
    const played = ours[name];
    if (!played) throw new RangeError(`${name} was not played`);
    const comparison = compareRecordings(played, recorded, subject.differences);
    for (const difference of comparison.used) used.add(difference);
    expect(comparison.findings).toEqual([]);
  });

  test("every listed difference is one", () => {
    const missed = subject.differences.filter(
      (difference) => !used.has(difference) && difference.passing === undefined,
    );
    expect(missed.map(({ why }) => why)).toEqual([]);
  });
}
