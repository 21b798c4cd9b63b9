import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { at, makeDefaultAccount, merge } from "./support/objects.ts";
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

  test("get containers to look into them, which stay as they are", async ({ expect }) => {
    await using door = await open({ controllers });
    await makeDefaultAccount(door);
    await door.send("POST", pods, { body: pod() });
    const look = (name: string, image: string, rest: JsonObject = {}) =>
      door.send("PATCH", `${pods}/a/ephemeralcontainers`, {
        headers: { "content-type": "application/strategic-merge-patch+json" },
        body: { ...rest, spec: { ephemeralContainers: [{ name, image }] } },
      });
    const { status, body } = await look("shell", "sh", { metadata: { labels: { no: "label" } } });
    expect([status, at(body, "metadata.generation"), at(body, "metadata.labels")]).toEqual([200, 2, undefined]);
    expect(at(body, "spec.ephemeralContainers.0")).toMatchObject({ name: "shell", imagePullPolicy: "Always" });
    const changed = await look("shell", "bash");
    expect(changed.body["message"]).toContain(
      'existing ephemeral containers "shell" may not be changed\n@@ -1,6 +1,6 @@\n {\n  "Name": "shell",\n- "Image": "sh",',
    );
    expect((await look("c", "sh")).body["message"]).toContain('ephemeralContainers[0].name: Duplicate value: "c"');
  });

  const logs: Record<string, { query: { readonly [name: string]: string }; says: string }> = {
    "whose time is none": {
      query: { sinceTime: "bad" },
      says: 'parsing time "bad" as "2006-01-02T15:04:05Z07:00": cannot parse "bad" as "2006"',
    },
    "since two times": {
      query: { sinceTime: "2026-01-01T00:00:00Z", sinceSeconds: "1" },
      says: "[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
    },
    "of no seconds": { query: { sinceSeconds: "0" }, says: "sinceSeconds: Invalid value: 0: must be greater than 0" },
    "of no bytes": { query: { limitBytes: "0" }, says: "limitBytes: Invalid value: 0: must be greater than 0" },
    "of a part of what was said": { query: { stream: "Stdout" }, says: "stream: Forbidden: may not be specified" },
    "of one of several containers": {
      query: {},
      says: "a container name must be specified for pod a, choose one of: [i c d]",
    },
  };
  test.for(Object.entries(logs))("have no log %s", async ([, { query, says }], { expect }) => {
    await using door = await open({ controllers });
    await makeDefaultAccount(door);
    const [c, d, i] = ["c", "d", "i"].map((name) => ({ name, image: "x" }));
    await door.send("POST", pods, {
      body: pod({ containers: [c, d] as JsonObject[], initContainers: [i] as JsonObject[] }),
    });
    const { body } = await door.send("GET", `${pods}/a/log`, { query });
    expect(body["message"]).toContain(says);
  });

  test("have one address of each family at most, the first of which stands alone, too", async ({ expect }) => {
    await using door = await open({ controllers });
    await makeDefaultAccount(door);
    await door.send("POST", pods, { body: pod() });
    const report = async (status: JsonObject) =>
      (await door.send("PATCH", `${pods}/a/status`, { headers: merge, body: { status } })).body;
    expect(at(await report({ podIP: "10.1.1.1", podIPs: [{ ip: "10.1.1.2" }] }), "status.podIPs")).toEqual([
      { ip: "10.1.1.1" },
    ]);
    const refused = await report({ podIPs: [{ ip: "10.1.1.1" }, { ip: "10.1.1.2" }], hostIPs: [{ ip: "x" }] });
    const causes = at(refused, "details.causes") as readonly { readonly field: string }[];
    expect(causes.map(({ field }) => field)).toEqual(["status.podIPs", "status.hostIPs[0]", "status.hostIPs[0].ip"]);
  });
});

test("every namespace has the service account default, also after somebody deletes it", async ({ expect }) => {
  const [[, open]] = doors as readonly [(typeof doors)[0]];
  await using door = await open();
  expect(await isThere(door, `${accounts}/default`)).toBe(true);
  await door.send("DELETE", `${accounts}/default`);
  expect(await isThere(door, `${accounts}/default`)).toBe(true);
});
