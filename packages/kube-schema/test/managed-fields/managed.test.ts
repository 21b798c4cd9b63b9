import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import {
  applyManaged,
  customResourceType,
  FieldSet,
  formatPath,
  ignoringManagerTimes,
  ManagedFieldsError,
  reportConflicts,
  updateManaged,
} from "@flux-ts/kube-schema";
import type { KindTypes, ManagedApply, ManagedConflict } from "@flux-ts/kube-schema";
import { expect, test } from "vitest";

const type = customResourceType({
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: { replicas: { type: "integer" }, image: { type: "string" } },
      "x-kubernetes-preserve-unknown-fields": true,
    },
    status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  },
});
const served = ["example.com/v1", "example.com/v2"];
const types: KindTypes = { typeOf: (apiVersion) => (served.includes(apiVersion) ? type : undefined) };

const early = "2026-01-01T00:00:00Z";
const late = "2026-01-02T00:00:00Z";

function foo(parts: { [key: string]: JsonValue } & { metadata?: JsonObject } = {}): KubeObject {
  const { metadata, ...rest } = parts;
  return {
    apiVersion: "example.com/v1",
    kind: "Foo",
    ...rest,
    metadata: { name: "a", namespace: "ns", ...metadata },
  };
}

function stored(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, uid: "u", resourceVersion: "1" } };
}

function apply(live: KubeObject | undefined, manager: string, spec: JsonValue, more: Partial<ManagedApply> = {}) {
  return applyManaged({ live, applied: foo({ spec }), manager, force: false, time: early, types, ...more });
}

function applied(...[live, manager, spec, more]: Parameters<typeof apply>): KubeObject {
  const outcome = apply(live, manager, spec, more);
  if (!outcome.applied) throw new Error(reportConflicts(outcome.conflicts).message);
  return stored(outcome.object);
}

function update(live: KubeObject | undefined, manager: string, next: KubeObject, time = early): KubeObject {
  return updateManaged({ live, next, manager, time, types });
}

/** Entries in short: `manager operation[/subresource]` and paths. */
function owners(object: KubeObject): { [entry: string]: readonly string[] } {
  const entries = object.metadata.managedFields ?? [];
  return Object.fromEntries(
    entries.map(({ manager, operation, subresource, fieldsV1 }) => [
      `${manager} ${operation}${subresource ? `/${subresource}` : ""}`,
      FieldSet.parse(fieldsV1 ?? {})
        .paths()
        .map(formatPath),
    ]),
  );
}

test("an entry tells manager, operation, version, time and fields", () => {
  expect(applied(undefined, "flux", { replicas: 1 }).metadata.managedFields).toEqual([
    {
      manager: "flux",
      operation: "Apply",
      apiVersion: "example.com/v1",
      time: early,
      fieldsType: "FieldsV1",
      fieldsV1: { "f:spec": { "f:replicas": {} } },
    },
  ]);
});

test("an apply that changes nothing gives the live object itself", () => {
  const live = applied(undefined, "flux", { replicas: 1, image: "x" });
  expect(apply(live, "flux", { image: "x", replicas: 1 }, { time: late })).toEqual({ applied: true, object: live });
  expect(applied(live, "flux", { image: "x", replicas: 1 }, { time: late }).metadata.managedFields?.[0]?.time).toBe(
    early,
  );
});

test("the time moves when a field changes, not with owners alone", () => {
  const live = applied(undefined, "flux", { replicas: 1, image: "x" });
  const times = (object: KubeObject) => object.metadata.managedFields?.map(({ manager, time }) => [manager, time]);
  expect(times(applied(live, "flux", { replicas: 2, image: "x" }, { time: late }))).toEqual([["flux", late]]);
  expect(times(applied(live, "other", { replicas: 1 }, { time: late }))).toEqual([
    ["other", undefined],
    ["flux", early],
  ]);
});

test("who applies other values of the same fields shares the set of them with the revision before", () => {
  const live = applied(undefined, "a", { replicas: 1 });
  const next = applied(live, "a", { replicas: 2 });
  const fieldsOf = ({ metadata }: KubeObject) => metadata.managedFields?.[0]?.fieldsV1;
  expect(fieldsOf(next)).toEqual({ "f:spec": { "f:replicas": {} } });
  expect(fieldsOf(next)).toBe(fieldsOf(live));
});

test("nobody owns what identifies an object", () => {
  const metadata = { labels: { a: "b" }, generateName: "a-", uid: "u", resourceVersion: "1", generation: 1 };
  const created = update(undefined, "m", foo({ metadata: { ...metadata, creationTimestamp: early } }));
  expect(owners(created)).toEqual({ "m Update": [".metadata.generateName", ".metadata.labels", ".metadata.labels.a"] });
});

test("who creates does not own the maps that are always there", () => {
  const created = updateManaged({
    live: undefined,
    manager: "m",
    time: early,
    next: foo({ spec: { replicas: 1, image: null }, status: {} }),
    types: { ...types, zero: () => ({ spec: {}, status: {} }) },
  });
  expect(owners(created)).toEqual({ "m Update": [".spec.replicas"] });
});

test("updates are told apart by version and subresource", () => {
  const created = stored(update(undefined, "m", foo({ spec: { replicas: 1 } })));
  const next = { ...created, status: { ready: true } };
  const seen = updateManaged({ live: created, next, manager: "m", time: late, subresource: "status", types });
  expect(owners(seen)).toEqual({
    "m Update": [".spec", ".spec.replicas"],
    "m Update/status": [".status", ".status.ready"],
  });
});

test("an endpoint owns nothing but what it is for", () => {
  const status = FieldSet.parse({ "f:status": {} });
  const object = foo({ spec: { replicas: 1 }, status: { ready: true } });
  const spec = updateManaged({
    live: undefined,
    next: object,
    manager: "m",
    time: early,
    types,
    ownable: (fields) => fields.recursiveDifference(status),
  });
  expect(owners(spec)).toEqual({ "m Update": [".spec", ".spec.replicas"] });
  const outcome = apply(
    undefined,
    "m",
    { replicas: 1 },
    { applied: object, ownable: (fields) => fields.within(status) },
  );
  expect(outcome.applied && owners(outcome.object)).toEqual({ "m Apply": [".status.ready"] });
});

test("what nobody was recorded for belongs to before-first-apply", () => {
  const live = stored(foo({ spec: { replicas: 1, image: "x" } }));
  expect(apply(live, "flux", { replicas: 2 })).toMatchObject({
    applied: false,
    conflicts: [{ manager: "before-first-apply", operation: "Update", path: ".spec.replicas" }],
  });
  expect(owners(applied(live, "flux", { replicas: 1 }))).toEqual({
    "flux Apply": [".spec.replicas"],
    "before-first-apply Update": [".spec", ".spec.image", ".spec.replicas"],
  });
});

const resets: Record<string, JsonValue> = { "an empty list": [], "a list of an empty entry": [{}] };
test.for(Object.entries(resets))("%s forgets all owners", ([, managedFields], { expect }) => {
  const live = applied(undefined, "flux", { replicas: 1 });
  const next = foo({ metadata: { uid: "u", managedFields }, spec: { replicas: 2 } });
  expect(update(live, "m", next).metadata.managedFields).toBeUndefined();
});

const kept: Record<string, JsonValue | undefined> = {
  "no entries": undefined,
  "what is no list": "x",
  "an entry that is null": [null],
  "an entry without operation": [{ manager: "x", apiVersion: "example.com/v1", fieldsType: "FieldsV1" }],
  "an entry with wrong fields": [
    { manager: "x", operation: "Apply", apiVersion: "example.com/v1", fieldsType: "FieldsV1", fieldsV1: { x: {} } },
  ],
};
test.for(Object.entries(kept))("a client that sends %s keeps the owners", ([, managedFields], { expect }) => {
  const live = applied(undefined, "flux", { replicas: 1 });
  const metadata = { uid: "u", ...(managedFields && { managedFields }) };
  expect(owners(update(live, "m", foo({ metadata, spec: { replicas: 1 } })))).toEqual({
    "flux Apply": [".spec.replicas"],
  });
});

test("entries that a client sends count", () => {
  const live = applied(undefined, "flux", { replicas: 1 });
  const [entry] = live.metadata.managedFields ?? [];
  const managedFields = [{ ...entry, manager: "heir" }] as JsonValue;
  expect(owners(update(live, "m", foo({ metadata: { uid: "u", managedFields }, spec: { replicas: 1 } })))).toEqual({
    "heir Apply": [".spec.replicas"],
  });
});

test("more than ten updaters are merged, the oldest first", () => {
  let live = stored(update(undefined, "m00", foo({ spec: { f0: 0 } })));
  for (let index = 1; index <= 12; index++) {
    const next = { ...live, spec: { ...(live["spec"] as JsonObject), [`f${index}`]: index } };
    live = update(live, `m${String(index).padStart(2, "0")}`, next, `2026-01-01T00:00:${10 + index}Z`);
  }
  const names = live.metadata.managedFields?.map(({ manager }) => manager);
  expect(names).toEqual(["ancient-changes", "m04", "m05", "m06", "m07", "m08", "m09", "m10", "m11", "m12"]);
  expect(owners(live)["ancient-changes Update"]).toEqual([".spec", ".spec.f0", ".spec.f1", ".spec.f2", ".spec.f3"]);
});

test("owners in another version keep their fields", () => {
  const live = applied(undefined, "flux", { replicas: 1, image: "x" });
  const newer: KubeObject = { ...live, apiVersion: "example.com/v2" };
  const request = { applied: { ...foo({ spec: { image: "y" } }), apiVersion: "example.com/v2" }, force: true };
  const seen = applied(newer, "other", {}, request);
  expect(seen.metadata.managedFields?.map(({ manager, apiVersion }) => [manager, apiVersion])).toEqual([
    ["flux", "example.com/v1"],
    ["other", "example.com/v2"],
  ]);
  expect(owners(seen)).toEqual({ "flux Apply": [".spec.replicas"], "other Apply": [".spec.image"] });
});

test("a write that only moves times is none", () => {
  const live = applied(undefined, "flux", { replicas: 1 });
  const managedFields = live.metadata.managedFields?.map((entry) => ({ ...entry, time: late })) ?? [];
  const next = { ...live, metadata: { ...live.metadata, managedFields } };
  expect(ignoringManagerTimes(live, next)).toBe(live);
  const changed = { ...next, spec: {} };
  expect(ignoringManagerTimes(live, changed)).toBe(changed);
});

const refused: Record<string, { request: Partial<ManagedApply>; code: string; message: string }> = {
  "an unknown field": {
    request: { applied: foo({ nope: 1 }) },
    code: "invalid-object",
    message:
      "failed to create typed patch object (ns/a; example.com/v1, Kind=Foo): .nope: field not declared in schema",
  },
  "managedFields in the body": {
    request: { applied: foo({ metadata: { managedFields: [] } }) },
    code: "bad-request",
    message: "metadata.managedFields must be nil",
  },
  "another version than the live object's": {
    request: { live: { ...foo(), apiVersion: "example.com/v2" } },
    code: "bad-request",
    message:
      "Incorrect version specified in apply patch. Specified patch version: example.com/v1, expected: example.com/v2",
  },
  "owners that cannot be read": {
    request: { live: foo({ metadata: { managedFields: [{ manager: "x" }] } }) },
    code: "invalid-managed-fields",
    message: "operation must be `Apply` or `Update`",
  },
};
test.for(Object.entries(refused))("apply refuses %s", ([, { request, code, message }], { expect }) => {
  const error = catchError(() => apply(undefined, "flux", {}, request));
  expect(error).toBeInstanceOf(ManagedFieldsError);
  expect(error).toMatchObject({ code, message });
});

function catchError(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

const annotation = "kubectl.kubernetes.io/last-applied-configuration";
const clientApplied = stored(
  update(
    undefined,
    "kubectl-client-side-apply",
    foo({
      metadata: { annotations: { [annotation]: '{"apiVersion":"example.com/v1","spec":{"replicas":1,"image":"x"}}' } },
      spec: { replicas: 1, image: "x" },
    }),
  ),
);

test("kubectl takes over what kubectl set on the client", () => {
  const seen = applied(clientApplied, "kubectl", { replicas: 2 });
  expect(seen["spec"]).toEqual({ replicas: 2, image: "x" });
  expect(seen.metadata.annotations?.[annotation]).toBe(
    '{"apiVersion":"example.com/v1","kind":"Foo","metadata":{"name":"a","namespace":"ns"},"spec":{"replicas":2}}\n',
  );
});

test("others conflict with what kubectl set on the client", () => {
  expect(apply(clientApplied, "flux", { replicas: 2 })).toMatchObject({ applied: false });
});

test("kubectl conflicts with what somebody else changed since", () => {
  const changed = update(clientApplied, "other", { ...clientApplied, spec: { replicas: 5, image: "x" } });
  expect(apply(changed, "kubectl", { replicas: 2 })).toMatchObject({
    applied: false,
    conflicts: [{ manager: "other" }],
  });
});

const conflict = (manager: string, path: string, more: Partial<ManagedConflict> = {}): ManagedConflict => ({
  manager,
  operation: "Apply",
  apiVersion: "apps/v1",
  path,
  ...more,
});
const reports: Record<string, { conflicts: readonly ManagedConflict[]; message: string }> = {
  "one conflict": {
    conflicts: [conflict("flux", ".spec.replicas")],
    message: 'Apply failed with 1 conflict: conflict with "flux": .spec.replicas',
  },
  "an updater and its version": {
    conflicts: [conflict("kubectl", ".spec.replicas", { operation: "Update", subresource: "scale" })],
    message:
      'Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
  },
  "conflicts by manager, in order of their names": {
    conflicts: [conflict("z", ".a"), conflict("b", ".c"), conflict("z", ".b")],
    message: 'Apply failed with 3 conflicts: conflicts with "b":\n- .c\nconflicts with "z":\n- .a\n- .b',
  },
};
test.for(Object.entries(reports))("conflict report: %s", ([, { conflicts, message }], { expect }) => {
  const report = reportConflicts(conflicts);
  expect(report.message).toBe(message);
  expect(report.causes.map(({ field }) => field)).toEqual(conflicts.map(({ path }) => path));
});
