import { ReconcileError } from "@flux-ts/controller";
import { array, assert, asyncProperty, constantFrom } from "fast-check";
import { test } from "vitest";
import { app, type Call, createWorld, ready, type World } from "./world.ts";

const requestedAt = "reconcile.fluxcd.io/requestedAt";
const failure = new ReconcileError("BuildFailed", "no such file");
const wait = new ReconcileError("DependencyNotReady", "db", { disposition: "wait" });

/** What users, the API and runs may do at any moment. `run` is the one under way. */
const steps = {
  edit: (world: World, serial: number) =>
    world.cluster.edit("App", "web", { spec: { interval: `${String(serial)}m` } }),
  request: (world: World, serial: number) =>
    world.cluster.edit("App", "web", { metadata: { annotations: { [requestedAt]: `t${String(serial)}` } } }),
  label: (world: World, serial: number) =>
    world.cluster.edit("App", "web", { metadata: { labels: { serial: String(serial) } } }),
  suspend: (world: World) => world.cluster.edit("App", "web", { spec: { suspend: true } }),
  resume: (world: World) => world.cluster.edit("App", "web", { spec: { suspend: null } }),
  lag: (world: World) => world.cluster.lag(),
  catchUp: (world: World) => world.cluster.catchUp(),
  refuse: (world: World) => world.cluster.failNext(500, "InternalError"),
  conflict: (world: World) => world.cluster.failNext(409, "Conflict"),
  note: (_: World, serial: number, run?: Call) => run?.run.note({ message: `step ${String(serial)}` }),
  progress: (_: World, serial: number, run?: Call) =>
    run?.run.progress({ message: `step ${String(serial)}`, status: { inventory: [String(serial)] } }).catch(() => {}),
  succeed: (_: World, __: number, run?: Call) => run?.end(ready),
  /** The reconciler leaves because it was interrupted; while it was not, this is a mistake of it. */
  leave: (_: World, __: number, run?: Call) => run?.fail(run.run.signal.reason ?? new TypeError("x is undefined")),
  fail: (_: World, __: number, run?: Call) => run?.end({ error: failure }),
  wait: (_: World, __: number, run?: Call) => run?.end({ error: wait }),
  time: (world: World) => world.clock.advance(800),
} satisfies Record<string, (world: World, serial: number, run?: Call) => unknown>;

const endings: readonly string[] = ["succeed", "leave", "fail", "wait"];

type Step = keyof typeof steps;

/** The calls that have not ended. */
function openCalls(world: World, ended: ReadonlySet<Call>): readonly Call[] {
  return world.calls.filter((call) => !ended.has(call));
}

async function play(world: World, script: readonly Step[], ended: Set<Call>): Promise<number> {
  let most = 0;
  for (const [serial, step] of script.entries()) {
    const open = openCalls(world, ended);
    most = Math.max(most, open.length);
    if (endings.includes(step) && open[0]) ended.add(open[0]);
    await steps[step](world, serial, open[0]);
    await world.settle();
  }
  return most;
}

/** Ends every run with success for as long as there are any, as a healthy world would. */
async function calmDown(world: World, ended: Set<Call>): Promise<void> {
  world.cluster.catchUp();
  // Only where it is needed: an edit would wake the object and so hide a wake-up that was lost.
  if (world.app()?.spec.suspend === true) steps.resume(world);
  for (let turn = 0; turn < 10; turn++) {
    await world.clock.advance(31_000);
    for (const call of openCalls(world, ended)) {
      ended.add(call);
      await call.end(ready);
    }
  }
}

test("whatever happens, one run at a time, and the newest spec and request are handled in the end", async ({
  expect,
}) => {
  const anyStep = constantFrom(...(Object.keys(steps) as Step[]));
  await assert(
    asyncProperty(array(anyStep, { maxLength: 25 }), async (script) => {
      const world = await createWorld({ objects: [app("web", { metadata: { finalizers: [] } })] });
      const ended = new Set<Call>();
      expect(await play(world, script, ended)).toBeLessThanOrEqual(1);
      await calmDown(world, ended);
      const { metadata, status } = world.app() ?? app();
      expect(status?.observedGeneration).toBe(metadata.generation);
      expect(status?.lastHandledReconcileAt).toBe(metadata.annotations?.[requestedAt]);
      expect(status?.conditions?.map(({ type, status }) => [type, status])).toEqual([["Ready", "True"]]);
      expect(world.calls.filter((call) => !ended.has(call))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
