import { silentLog } from "@flux-ts/base";
import { createNotificationEvents } from "@flux-ts/controller";
import type { PostJson } from "@flux-ts/controller";
import { createManualClock } from "@flux-ts/kube/testing";
import { test } from "vitest";
import { event, object } from "./event.ts";

/** A notification controller that gives these answers, the last one again and again; an error is no answer. */
function createSink(...answers: readonly (number | Error)[]) {
  const clock = createManualClock();
  const posts: Parameters<PostJson>[0][] = [];
  const errors: string[] = [];
  const recorder = createNotificationEvents({
    url: "http://notification-controller.flux-system.svc.cluster.local./",
    post: async (request) => {
      const answer = answers[Math.min(posts.length, answers.length - 1)] ?? 202;
      posts.push(request);
      if (answer instanceof Error) throw answer;
      return { status: answer };
    },
    reportingController: "kustomize-controller",
    reportingInstance: "flux-0",
    clock,
    log: { ...silentLog, error: (message) => void errors.push(message) },
  });
  return { clock, posts, errors, recorder };
}

test("an event is posted as upstream's controllers do", async ({ expect }) => {
  const { recorder, posts } = createSink(202);
  recorder.record(event({ severity: "error" }));
  await recorder.flush();
  expect(posts).toEqual([
    {
      url: "http://notification-controller.flux-system.svc.cluster.local./",
      timeoutMs: 5000,
      signal: expect.any(AbortSignal),
      body: {
        involvedObject: {
          apiVersion: "kustomize.toolkit.fluxcd.io/v1",
          kind: "Kustomization",
          name: "apps",
          namespace: "team",
          uid: "u1",
          resourceVersion: "7",
        },
        severity: "error",
        timestamp: "2026-01-01T00:00:00Z",
        message: "applied v1",
        reason: "ReconciliationSucceeded",
        metadata: { "kustomize.toolkit.fluxcd.io/revision": "v1" },
        reportingController: "kustomize-controller",
        reportingInstance: "flux-0",
      },
    },
  ]);
});

test.for([
  { name: "traces", change: { severity: "trace" } as const },
  { name: "events of objects without a namespace", change: { object: { ...object, metadata: { name: "apps" } } } },
])("$name are not posted", async ({ change }, { expect }) => {
  const { recorder, posts } = createSink(202);
  recorder.record(event(change));
  await recorder.flush();
  expect(posts).toEqual([]);
});

const down = new Error("connect ECONNREFUSED");
const answers: Record<string, { answers: readonly (number | Error)[]; posts: number; errors: number }> = {
  "accepted: posted once": { answers: [202], posts: 1, errors: 0 },
  "429 means a duplicate: not tried again": { answers: [429], posts: 1, errors: 0 },
  "refused: not tried again": { answers: [400], posts: 1, errors: 0 },
  "no answer and 5xx: tried again": { answers: [down, 503, 202], posts: 3, errors: 0 },
  "501: not tried again": { answers: [501], posts: 1, errors: 0 },
  "given up after five tries": { answers: [500], posts: 5, errors: 1 },
};
test.for(Object.entries(answers))("%s", async ([, want], { expect }) => {
  const { recorder, posts, errors, clock } = createSink(...want.answers);
  recorder.record(event());
  await clock.advance(15_000);
  await recorder.flush();
  expect(posts).toHaveLength(want.posts);
  expect(errors).toHaveLength(want.errors);
});

test("tries are one, two, four and eight seconds apart", async ({ expect }) => {
  const { recorder, posts, clock } = createSink(500);
  recorder.record(event());
  const counts: number[] = [];
  for (const seconds of [0, 1, 2, 4, 8]) {
    await clock.advance(seconds * 1000);
    counts.push(posts.length);
  }
  expect(counts).toEqual([1, 2, 3, 4, 5]);
});

test("a closed recorder drops what is left", async ({ expect }) => {
  const { recorder, posts, clock } = createSink(500);
  recorder.record(event());
  recorder.record(event());
  await clock.advance(0);
  await recorder.close();
  recorder.record(event());
  await clock.advance(60_000);
  expect(posts).toHaveLength(1);
});

test("what cannot be kept up with is dropped", async ({ expect }) => {
  const { recorder, posts } = createSink(202);
  for (let count = 0; count < 1500; count++) recorder.record(event());
  await recorder.flush();
  expect(posts).toHaveLength(1001);
});
