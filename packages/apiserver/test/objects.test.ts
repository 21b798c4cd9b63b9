import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { at, configMap, configMaps, merge } from "./support/objects.ts";

describe.for(doors)("objects %s", ([, open]) => {
  test("a created object gets a uid, a version and a time, and is read back as it was answered", async ({ expect }) => {
    await using door = await open();
    const created = await door.send("POST", configMaps, { body: configMap("a", { data: { k: "v" } }) });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ kind: "ConfigMap", metadata: { name: "a", namespace: "default" } });
    expect(at(created.body, "metadata.uid")).toMatch(/^[0-9a-f-]{36}$/);
    const read = await door.send("GET", `${configMaps}/a`);
    expect(read).toMatchObject({ status: 200, body: created.body });
  });

  test("a name can be made from a prefix", async ({ expect }) => {
    await using door = await open();
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "job-" } };
    const { body: created } = await door.send("POST", configMaps, { body });
    expect(at(created, "metadata.name")).toMatch(/^job-[a-z0-9]{5}$/);
  });

  test("a second object of the same name is refused", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", configMaps, { body: configMap("a") });
    const { status, body } = await door.send("POST", configMaps, { body: configMap("a") });
    expect(status).toBe(409);
    expect(body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: 'configmaps "a" already exists',
      reason: "AlreadyExists",
      details: { name: "a", kind: "configmaps" },
      code: 409,
    });
  });

  test("an update based on an old version is a conflict", async ({ expect }) => {
    await using door = await open();
    const { body: first } = await door.send("POST", configMaps, { body: configMap("a", { data: { k: "1" } }) });
    await door.send("PATCH", `${configMaps}/a`, { headers: merge, body: { data: { k: "2" } } });
    const { status, body } = await door.send("PUT", `${configMaps}/a`, { body: { ...first, data: { k: "3" } } });
    expect(status).toBe(409);
    expect(body["reason"]).toBe("Conflict");
  });

  test("a write that changes nothing keeps the version", async ({ expect }) => {
    await using door = await open();
    const { body: first } = await door.send("POST", configMaps, { body: configMap("a", { data: { k: "1" } }) });
    const { body } = await door.send("PATCH", `${configMaps}/a`, { headers: merge, body: { data: { k: "1" } } });
    expect(at(body, "metadata.resourceVersion")).toBe(at(first, "metadata.resourceVersion"));
  });

  test("a dry run answers as the write would and writes nothing", async ({ expect }) => {
    await using door = await open();
    const dry = await door.send("POST", configMaps, { query: { dryRun: "All" }, body: configMap("a") });
    expect(dry.status).toBe(201);
    expect((await door.send("GET", `${configMaps}/a`)).status).toBe(404);
  });

  test("objects are made in namespaces that are there", async ({ expect }) => {
    await using door = await open();
    const path = "/api/v1/namespaces/nowhere/configmaps";
    const { status, body } = await door.send("POST", path, { body: configMap("a") });
    expect(status).toBe(404);
    expect(body["message"]).toBe('namespaces "nowhere" not found');
  });

  test("unknown fields are dropped with a warning, or refused under strict validation", async ({ expect }) => {
    await using door = await open();
    const body = configMap("a", { date: {} });
    const strict = await door.send("POST", configMaps, { query: { fieldValidation: "Strict" }, body });
    expect(strict.status).toBe(400);
    expect(strict.body["message"]).toContain('strict decoding error: unknown field "date"');
    const lax = await door.send("POST", configMaps, { body });
    expect(lax.status).toBe(201);
    expect(lax.warnings).toEqual([String.raw`299 - "unknown field \"date\""`]);
    expect(lax.body).not.toHaveProperty("date");
  });

  test("keys that name the prototype are plain keys", async ({ expect }) => {
    await using door = await open();
    const data = JSON.parse('{"__proto__": "x", "constructor": "y"}') as { readonly [key: string]: string };
    const { body } = await door.send("POST", configMaps, { body: configMap("a", { data }) });
    expect(JSON.stringify(body["data"])).toBe('{"__proto__":"x","constructor":"y"}');
  });

  test("a change of the spec counts in the generation, one of labels does not", async ({ expect }) => {
    await using door = await open();
    const path = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
    const policy = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name: "a" } };
    await door.send("POST", path, { body: { ...policy, spec: { podSelector: {} } } });
    const labelled = await door.send("PATCH", `${path}/a`, {
      headers: merge,
      body: { metadata: { labels: { a: "b" } } },
    });
    expect(at(labelled.body, "metadata.generation")).toBe(1);
    const changed = await door.send("PATCH", `${path}/a`, { headers: merge, body: { spec: { ingress: [{}] } } });
    expect(at(changed.body, "metadata.generation")).toBe(2);
  });
});
