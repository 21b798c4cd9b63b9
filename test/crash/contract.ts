import type { Checkpoint } from "@flux-ts/base";
import { checkpoints } from "@flux-ts/base";
import type { GitRepository, Kustomization } from "@flux-ts/flux-api";
import { isWrite } from "@flux-ts/kube/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { appliedPaths, countDryRuns, expectSettled, ownedObjects, writtenPaths } from "./check.ts";
import type { Ending } from "./messages.ts";
import { otherSide, passingName } from "./sides.ts";
import { artifactsIn, createFleet, isApplied, kustomizationKey, sourceKey } from "./fleet.ts";
import { createWorld } from "./world.ts";
import type { CrashCluster, World } from "./world.ts";

/** What no commit leads through, and what does. */
const stages = {
  leading: ["lease/acquired", "lease/renewed"],
  coming: ["loop/finalizer-added"],
  going: ["prune/looked", "prune/deleted", "loop/finalized", "loop/finalizer-removed", "artifact/removed"],
} as const satisfies { readonly [stage: string]: readonly Checkpoint[] };

const both: readonly Checkpoint[] = ["prune/looked", "prune/deleted"];
const elsewhere: readonly Checkpoint[] = [...stages.leading, ...stages.coming, ...stages.going];
const byCommit = checkpoints.filter((checkpoint) => !elsewhere.includes(checkpoint) || both.includes(checkpoint));

const keptArtifacts = 2;
/** Each test starts processes, on a machine that may be busy. */
const timeout = 60_000;

interface Setting {
  readonly world: World;
  /** How often an undisturbed commit comes to each checkpoint. */
  readonly counts: ReadonlyMap<Checkpoint, number>;
}

/** Flux ends as by kill -9 at every checkpoint; the next Flux carries on with what Git still says. */
export function runCrashContract(open: () => Promise<CrashCluster>): void {
  const setting = useWorld(open);

  test("a commit leads through every checkpoint that has no test of its own", () => {
    expect([...setting().counts.keys()].toSorted()).toEqual(byCommit.toSorted());
  });

  describe("Flux ends while it follows a commit", { timeout }, () => {
    test.for(byCommit)("after %s", async (checkpoint) => {
      const { world } = setting();
      const { since, revision } = await crash(world, { checkpoint, occurrence: 1 });
      await world.restart();
      await world.untilApplied(revision);
      await expectSettled(world, since);
    });
  });

  describe("Flux ends while it leads", { timeout }, () => {
    test.for(stages.leading)("after %s: the next one waits for the Lease", async (checkpoint) => {
      const { world } = setting();
      world.flux.kill();
      const since = world.proxy.requests.length;
      await world.restart({ leaseMs: 1000, ending: { checkpoint, occurrence: 1 } });
      await world.restart({ leaseMs: 1000 });
      await world.untilApplied(await world.push(otherSide(world.side)));
      await expectSettled(world, since);
    });

    test("the one that stood by takes over and applies nothing again", async () => {
      const { world } = setting();
      world.flux.kill();
      await world.restart({ leaseMs: 1000 });
      const takenOver = world.standBy({ leaseMs: 1000 });
      world.flux.kill();
      const since = world.proxy.requests.length;
      await takenOver();
      // A request is handled after everything that a new leader does by itself.
      await world.untilHandled();
      expect(appliedPaths(world, since)).toEqual([]);
      await world.untilApplied(await world.push(otherSide(world.side)));
      await expectSettled(world, since);
    });
  });

  const restarts = {
    "knows what it has applied: it asks about nothing and writes nothing": { cold: false, dryRuns: 0 },
    "has forgotten what it has applied: it asks about every object and writes nothing": { cold: true, dryRuns: 6 },
  };
  test.for(Object.entries(restarts))("a Flux that starts and %s", async ([, { cold, dryRuns }]) => {
    const { world } = setting();
    await world.flux.stop();
    const since = world.proxy.requests.length;
    await world.restart({ cold });
    await world.flux.untilReached("loop/concluded", 2);
    expect(countDryRuns(world, since)).toBe(dryRuns);
    // It may tell of the artifacts that it has tidied up, and goes on being the leader.
    const isAllowed = (path: string): boolean => path.endsWith("/events") || path.includes("/leases/");
    expect(writtenPaths(world, since, ({ path }) => !isAllowed(path))).toEqual([]);
  });

  test("nothing is left on disk by all those that ended", async () => {
    const { world } = setting();
    for (let commits = 0; commits <= keptArtifacts; commits++) {
      await world.untilApplied(await world.push(otherSide(world.side)));
    }
    expect(await artifactsIn(world.storage, "fleet")).toHaveLength(keptArtifacts + 1);
  });
}

/** Flux ends as by kill -9 at every checkpoint, and what it was at is taken back before the next Flux starts. */
export function runTakenBackContract(open: () => Promise<CrashCluster>): void {
  const setting = useWorld(open);

  describe("Flux ends while it follows a commit that is reverted then", { timeout }, () => {
    test.for(byCommit)("after the last %s", async (checkpoint) => {
      const { world, counts } = setting();
      const { since } = await crash(world, { checkpoint, occurrence: counts.get(checkpoint) ?? 1 });
      const revision = await world.push(otherSide(world.side));
      // The reverted artifact, applied once more, would put things right by chance.
      await world.restart({ sourceFirst: revision });
      await world.untilApplied(revision);
      await expectSettled(world, since);
    });
  });

  test("what Flux knew before the commit does not hide how far it came with it", async () => {
    const { world, counts } = setting();
    // Now it is on disk what was applied.
    await world.flux.stop();
    await world.restart();
    const { since } = await crash(world, { checkpoint: "apply/written", occurrence: counts.get("apply/written") ?? 1 });
    const revision = await world.push(otherSide(world.side));
    await world.restart({ sourceFirst: revision });
    await world.untilApplied(revision);
    await expectSettled(world, since);
  });

  describe("Flux ends while objects come and go", { timeout }, () => {
    test.for([1, 2])("after it has put its finalizer on %s", async (occurrence) => {
      const { world } = setting();
      await world.flux.arm({ checkpoint: "loop/finalizer-added", occurrence });
      await createFleet(world.client, { name: passingName, url: world.url, path: passingName });
      await world.flux.ended();
      await world.restart();
      await untilPassingIsThere(world);
      await deletePassing(world);
      await expectPassingToGo(world);
    });

    const endings = stages.going.flatMap((checkpoint) =>
      (checkpoint.startsWith("loop/") ? [1, 2] : [1]).map((occurrence): Ending => ({ checkpoint, occurrence })),
    );
    test.for(endings)("after $checkpoint $occurrence", async (ending) => {
      const { world } = setting();
      await createFleet(world.client, { name: passingName, url: world.url, path: passingName });
      await untilPassingIsThere(world);
      await world.flux.arm(ending);
      await deletePassing(world);
      await world.flux.ended();
      await world.restart();
      await expectPassingToGo(world);
    });
  });
}

/** Flux ends as by kill -9 right before or right after each write to the API, whatever step it belongs to. */
export function runEveryWriteContract(open: () => Promise<CrashCluster>): void {
  const setting = useWorld(open);

  test.for(["drop", "lose"] as const)("Flux ends at every write (%s)", { timeout: 15 * timeout }, async (kind) => {
    const { world } = setting();
    let nth = 1;
    for (; await crashAtWrite(world, { kind, nth }); nth++);
    // Status, objects, deletions: a commit makes more writes than it has objects.
    expect(nth).toBeGreaterThan(10);
  });
}

/** Commits the other side; Flux ends at the n-th write. False when there were not so many. */
async function crashAtWrite(
  world: World,
  { kind, nth }: { readonly kind: "drop" | "lose"; readonly nth: number },
): Promise<boolean> {
  const since = world.proxy.requests.length;
  let writes = 0;
  world.proxy.disturb((request) => {
    if (!isWrite(request) || request.path.endsWith("/events")) return undefined;
    writes += 1;
    if (writes !== nth) return undefined;
    world.flux.kill();
    return { kind };
  });
  const committed = await world.push(otherSide(world.side));
  await world.untilEnded(committed);
  world.proxy.disturb(undefined);
  const ended = writes >= nth;
  const reverted = nth % 2 === 0;
  const revision = reverted ? await world.push(otherSide(world.side)) : committed;
  await world.restart(reverted ? { sourceFirst: revision } : {});
  await world.untilApplied(revision);
  await expectSettled(world, since);
  return ended;
}

/** One world for the tests of a file, which follow each other in it. */
function useWorld(open: () => Promise<CrashCluster>): () => Setting {
  let setting: Setting;
  beforeAll(async () => {
    const world = await createWorld(open);
    let counts: ReadonlyMap<Checkpoint, number> = new Map();
    // After the last of these there are as many artifacts as are kept: each further commit makes one too many.
    for (let commits = 0; commits <= keptArtifacts; commits++) counts = await countCheckpoints(world);
    setting = { world, counts };
  }, timeout);
  afterAll(() => setting.world[Symbol.asyncDispose]());
  afterEach(({ task }) => {
    if (task.result?.state === "fail") process.stderr.write(`Flux said:\n${setting.world.flux.log}\n`);
  });
  return () => setting;
}

async function countCheckpoints(world: World): Promise<ReadonlyMap<Checkpoint, number>> {
  await world.flux.arm();
  await world.untilApplied(await world.push(otherSide(world.side)));
  const { reached } = world.flux;
  return new Map(reached.map((checkpoint) => [checkpoint, reached.filter((other) => other === checkpoint).length]));
}

interface Crash {
  /** The number of requests before. */
  readonly since: number;
  readonly revision: string;
}

/** Commits the other side; Flux ends at the checkpoint. */
async function crash(world: World, ending: Ending): Promise<Crash> {
  await world.flux.arm(ending);
  const since = world.proxy.requests.length;
  const revision = await world.push(otherSide(world.side));
  await world.untilEnded(revision);
  return { since, revision };
}

async function untilPassingIsThere(world: World): Promise<void> {
  await world.until<Kustomization>(kustomizationKey(passingName), (object) =>
    isApplied(object, object?.status?.lastAttemptedRevision ?? ""),
  );
}

async function deletePassing({ client }: World): Promise<void> {
  await client.delete(kustomizationKey(passingName));
  await client.delete(sourceKey(passingName));
}

async function expectPassingToGo(world: World): Promise<void> {
  await world.until<Kustomization>(kustomizationKey(passingName), (object) => object === undefined);
  await world.until<GitRepository>(sourceKey(passingName), (object) => object === undefined);
  expect(await ownedObjects(world.client, passingName)).toEqual([]);
  expect(await artifactsIn(world.storage, passingName)).toEqual([]);
}
