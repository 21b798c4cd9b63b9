import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import type { Door } from "./support/doors.ts";
import { at, configMap, configMaps, merge } from "./support/objects.ts";

const [[, openInProcess]] = doors as [(typeof doors)[0]];

const core = "/api/v1/namespaces/default";
const pods = `${core}/pods`;

function pod(resources: JsonObject): JsonObject {
  const spec = { containers: [{ name: "c", image: "i", resources }], automountServiceAccountToken: false };
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec };
}

async function limit(door: Door, limits: JsonObject): Promise<void> {
  const spec = { limits: [{ type: "Container", ...limits }] };
  const body = { apiVersion: "v1", kind: "LimitRange", metadata: { name: "l" }, spec };
  await door.send("POST", `${core}/limitranges`, { body });
}

describe("limits of a namespace", () => {
  test("give containers what they do not ask for", async ({ expect }) => {
    await using door = await openInProcess();
    await limit(door, { default: { cpu: "500m" }, max: { cpu: "1" } });
    const { body } = await door.send("POST", pods, { body: pod({}) });
    expect(at(body, "spec.containers.0.resources")).toEqual({ limits: { cpu: "500m" }, requests: { cpu: "500m" } });
    expect(at(body, "metadata.annotations")).toEqual({
      "kubernetes.io/limit-ranger": "LimitRanger plugin set: cpu request for container c; cpu limit for container c",
    });
  });

  const refused: Record<string, { resources: JsonObject; want: string }> = {
    "refuse what is too much": {
      resources: { limits: { cpu: "3" } },
      want: 'pods "p" is forbidden: maximum cpu usage per Container is 1, but limit is 3',
    },
    "refuse what is too little": {
      resources: { limits: { cpu: "1" }, requests: { cpu: "10m" } },
      want: 'pods "p" is forbidden: minimum cpu usage per Container is 100m, but request is 10m',
    },
  };
  test.for(Object.entries(refused))("%s", async ([, { resources, want }], { expect }) => {
    await using door = await openInProcess();
    await limit(door, { min: { cpu: "100m" }, max: { cpu: "1" } });
    const { status, body } = await door.send("POST", pods, { body: pod(resources) });
    expect([status, body["message"]]).toEqual([403, want]);
  });
});

describe("a quota", () => {
  async function openWithQuota(hard: JsonObject): Promise<Door> {
    const door = await openInProcess();
    const body = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q" }, spec: { hard } };
    await door.send("POST", `${core}/resourcequotas`, { body });
    const used = Object.fromEntries(Object.keys(hard).map((name) => [name, "0"]));
    const status = { body: { status: { hard, used } }, headers: merge };
    await door.send("PATCH", `${core}/resourcequotas/q/status`, status);
    return door;
  }

  test("counts what is made and refuses what is beyond", async ({ expect }) => {
    await using door = await openWithQuota({ configmaps: "1" });
    expect((await door.send("POST", configMaps, { body: configMap("a") })).status).toBe(201);
    const { status, body } = await door.send("POST", configMaps, { body: configMap("b") });
    const want =
      'configmaps "b" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=1, limited: configmaps=1';
    expect([status, body["message"]]).toEqual([403, want]);
    const { body: quota } = await door.send("GET", `${core}/resourcequotas/q`);
    expect(at(quota, "status.used")).toEqual({ configmaps: "1" });
  });

  test("is not charged for a dry run", async ({ expect }) => {
    await using door = await openWithQuota({ configmaps: "1" });
    await door.send("POST", configMaps, { body: configMap("a"), query: { dryRun: "All" } });
    const { body: quota } = await door.send("GET", `${core}/resourcequotas/q`);
    expect(at(quota, "status.used")).toEqual({ configmaps: "0" });
  });

  test("adds amounts up", async ({ expect }) => {
    await using door = await openWithQuota({ "requests.cpu": "1" });
    expect((await door.send("POST", pods, { body: pod({ requests: { cpu: "600m" } }) })).status).toBe(201);
    const second = { ...pod({ requests: { cpu: "600m" } }), metadata: { name: "q" } };
    const { status, body } = await door.send("POST", pods, { body: second });
    expect(status).toBe(403);
    expect(body["message"]).toContain("requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1");
  });
});
