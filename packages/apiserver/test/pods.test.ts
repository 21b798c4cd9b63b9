import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { at, makeDefaultAccount } from "./support/objects.ts";
import { isThere } from "./support/settled.ts";

const pods = "/api/v1/namespaces/default/pods";
const accounts = "/api/v1/namespaces/default/serviceaccounts";
const controllers = false;

function pod(spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a" },
    spec: { containers: [{ name: "c", image: "i" }], ...spec },
  };
}

describe.for(doors)("pods %s", ([, open]) => {
  test("need the service account they run as", async ({ expect }) => {
    await using door = await open({ controllers });
    const { status, body } = await door.send("POST", pods, { body: pod() });
    expect([status, body["message"]]).toEqual([
      403,
      'pods "a" is forbidden: error looking up service account default/default: serviceaccount "default" not found',
    ]);
  });

  test("find the token of their account and use its pull secrets", async ({ expect }) => {
    await using door = await open({ controllers });
    await makeDefaultAccount(door, { imagePullSecrets: [{ name: "pull" }] });
    const { body } = await door.send("POST", pods, { body: pod() });
    expect(at(body, "spec")).toMatchObject({ serviceAccountName: "default", imagePullSecrets: [{ name: "pull" }] });
    expect(at(body, "spec.containers.0.volumeMounts.0")).toEqual({
      name: at(body, "spec.volumes.0.name"),
      readOnly: true,
      mountPath: "/var/run/secrets/kubernetes.io/serviceaccount",
    });
  });

  const unwanted: Record<string, { account: JsonObject; spec: JsonObject }> = {
    "the pod says so": { account: {}, spec: { automountServiceAccountToken: false } },
    "the account says so": { account: { automountServiceAccountToken: false }, spec: {} },
  };
  test.for(Object.entries(unwanted))("get no token where %s", async ([, { account, spec }], { expect }) => {
    await using door = await open({ controllers });
    await makeDefaultAccount(door, account);
    const { body } = await door.send("POST", pods, { body: pod(spec) });
    expect(at(body, "spec.volumes")).toBeUndefined();
  });

  test("get the number of their priority class", async ({ expect }) => {
    await using door = await open({ controllers });
    await makeDefaultAccount(door);
    const send = (spec: JsonObject) => door.send("POST", pods, { body: pod(spec), query: { dryRun: "All" } });
    expect(at((await send({})).body, "spec.priority")).toBe(0);
    expect(at((await send({ priorityClassName: "system-node-critical" })).body, "spec.priority")).toBe(2_000_001_000);
    expect((await send({ priorityClassName: "nope" })).status).toBe(403);
  });

  test("bear with broken nodes for a while, unless they say how long", async ({ expect }) => {
    await using door = await open({ controllers });
    await makeDefaultAccount(door);
    const own = { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 1 };
    const { body } = await door.send("POST", pods, { body: pod({ tolerations: [own] }) });
    expect(at(body, "spec.tolerations")).toEqual([
      own,
      { ...own, key: "node.kubernetes.io/unreachable", tolerationSeconds: 300 },
    ]);
  });
});

test("every namespace has the service account default, also after somebody deletes it", async ({ expect }) => {
  const [[, open]] = doors as readonly [(typeof doors)[0]];
  await using door = await open();
  expect(await isThere(door, `${accounts}/default`)).toBe(true);
  await door.send("DELETE", `${accounts}/default`);
  expect(await isThere(door, `${accounts}/default`)).toBe(true);
});
