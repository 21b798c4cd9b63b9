import type { Condition, JsonObject } from "@flux-ts/base";
import type { GitRepository, Kustomization } from "@flux-ts/flux-api";
import { test } from "vitest";
import { fleetOf, isReady } from "../../src/start/fleet/fleet.ts";
import type { Member } from "../../src/start/fleet/fleet.ts";

const old = "main@sha1:aa";
const current = "main@sha1:bb";

const condition = (
  type: string,
  status: Condition["status"],
  reason: string,
  message = `${reason} message`,
): Condition => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: "2021-08-01T04:52:56Z",
  observedGeneration: 1,
});
const ready = condition("Ready", "True", "Succeeded");
const failed = (reason: string) => condition("Ready", "False", reason);
const withoutArtifact = condition("Ready", "False", "ArtifactFailed", "Source artifact not found, retrying in 30s");
const retrying = condition("Reconciling", "True", "ProgressingWithRetry");

function source(status: JsonObject): GitRepository {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: "fleet", namespace: "flux-system", generation: 1 },
    spec: { url: "https://example.com", interval: "1m" },
    status,
  };
}

const artifact = (revision: string): JsonObject => ({ revision });
const settledSource = source({ artifact: artifact(current), conditions: [ready] });

function kustomization(status: JsonObject, { spec = {}, metadata = {} } = {}): Kustomization {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "apps", namespace: "flux-system", generation: 1, ...metadata },
    spec: { interval: "1m", prune: true, sourceRef: { kind: "GitRepository", name: "fleet" }, ...spec },
    status,
  } as unknown as Kustomization;
}

const applied = {
  lastAppliedRevision: current,
  inventory: { entries: [{ id: "a", v: "v1" }] },
  conditions: [ready],
};

interface Case {
  readonly source?: GitRepository;
  readonly object: Kustomization;
  readonly want: Pick<Member, "phase"> & Partial<Member>;
}

const cases: Record<string, Case> = {
  "applied at the revision of its source": {
    object: kustomization(applied),
    want: { phase: "ready", revision: current, objects: 1 },
  },
  "applied at an older revision": {
    object: kustomization({ ...applied, lastAppliedRevision: old }),
    want: { phase: "progressing", revision: old, message: `about to apply ${current}` },
  },
  "applied before its last edit": {
    object: kustomization(applied, { metadata: { generation: 2 } }),
    want: { phase: "progressing" },
  },
  "never reconciled": {
    object: kustomization({}),
    want: { phase: "progressing", revision: "", message: "waiting to be reconciled", objects: 0 },
  },
  "at work on what was ready": {
    object: kustomization({ ...applied, conditions: [condition("Reconciling", "True", "Progressing"), ready] }),
    want: { phase: "progressing" },
  },
  "being deleted": {
    object: kustomization(applied, { metadata: { deletionTimestamp: "2021-08-01T04:52:56Z" } }),
    want: { phase: "progressing" },
  },
  "failed and tried again": {
    object: kustomization({ conditions: [retrying, failed("BuildFailed")] }),
    want: { phase: "failed", reason: "BuildFailed", message: "BuildFailed message" },
  },
  "failed for good": {
    object: kustomization({ conditions: [condition("Stalled", "True", "AccessDenied"), failed("AccessDenied")] }),
    want: { phase: "stalled", reason: "AccessDenied" },
  },
  "waiting for a dependency": {
    object: kustomization({ conditions: [failed("DependencyNotReady")] }),
    want: { phase: "waiting" },
  },
  "waiting for its source": {
    source: source({ conditions: [condition("Ready", "Unknown", "Progressing")] }),
    object: kustomization({ conditions: [withoutArtifact] }),
    want: { phase: "waiting" },
  },
  "failed with what its source has": {
    object: kustomization({ conditions: [failed("ArtifactFailed")] }),
    want: { phase: "failed" },
  },
  "not woken yet by what its source has": {
    object: kustomization({ conditions: [withoutArtifact] }),
    want: { phase: "progressing", message: `about to apply ${current}` },
  },
  "suspended, whatever it last was": {
    object: kustomization({ conditions: [failed("BuildFailed")] }, { spec: { suspend: true } }),
    want: { phase: "suspended" },
  },
  "of a source that is not of the fleet": {
    object: kustomization(applied, { spec: { sourceRef: { kind: "Bucket", name: "other" } } }),
    want: { phase: "ready" },
  },
};

test.for(Object.entries(cases))("a Kustomization %s", ([, { source = settledSource, object, want }], { expect }) => {
  const member = fleetOf([source], [object])[1];
  expect(member).toMatchObject({ name: "Kustomization/flux-system/apps", ...want });
});

test("a fleet is ready when all of it is ready or suspended", ({ expect }) => {
  const suspended = kustomization({}, { spec: { suspend: true }, metadata: { name: "other" } });
  expect(isReady(fleetOf([settledSource], [kustomization(applied), suspended]))).toBe(true);
  expect(isReady(fleetOf([settledSource], [kustomization(applied), kustomization({})]))).toBe(false);
  expect(isReady(fleetOf([source({})], []))).toBe(false);
  expect(isReady(fleetOf([], []))).toBe(false);
});

test("sources come first, each kind by name", ({ expect }) => {
  const named = (name: string) => kustomization(applied, { metadata: { name } });
  expect(fleetOf([settledSource], [named("b"), named("a")]).map(({ name }) => name)).toEqual([
    "GitRepository/flux-system/fleet",
    "Kustomization/flux-system/a",
    "Kustomization/flux-system/b",
  ]);
});
