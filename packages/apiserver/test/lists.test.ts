import type { JsonObject, JsonValue } from "@flux-ts/base";
import { describe, test } from "vitest";
import type { Door } from "./support/doors.ts";
import { doors } from "./support/doors.ts";
import { at, configMap, configMaps } from "./support/objects.ts";

async function fill(door: Door, names: readonly string[]): Promise<void> {
  for (const name of names)
    await door.send("POST", configMaps, { body: configMap(name, { metadata: { labels: { name } } }) });
}

function namesIn(list: JsonObject): readonly (JsonValue | undefined)[] {
  return (list["items"] as readonly JsonObject[]).map((item) => at(item, "metadata.name"));
}

describe.for(doors)("lists %s", ([, open]) => {
  test("items come in the order of their names, without kind and apiVersion", async ({ expect }) => {
    await using door = await open();
    await fill(door, ["b", "a-b", "a", "10", "2"]);
    const { body } = await door.send("GET", configMaps);
    expect(body).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1" });
    expect(namesIn(body)).toEqual(["10", "2", "a", "a-b", "b"]);
    expect(at(body, "items.0.kind")).toBeUndefined();
  });

  test("pages show one state, whatever happens between them", async ({ expect }) => {
    await using door = await open();
    await fill(door, ["a", "b", "c", "d", "e"]);
    const first = await door.send("GET", configMaps, { query: { limit: "2" } });
    expect(namesIn(first.body)).toEqual(["a", "b"]);
    expect(at(first.body, "metadata.remainingItemCount")).toBe(3);
    await fill(door, ["bb"]);
    await door.send("DELETE", `${configMaps}/c`);
    const next = at(first.body, "metadata.continue") as string;
    const rest = await door.send("GET", configMaps, { query: { continue: next } });
    expect(namesIn(rest.body)).toEqual(["c", "d", "e"]);
    expect(at(rest.body, "metadata.resourceVersion")).toBe(at(first.body, "metadata.resourceVersion"));
  });

  test("a page of a forgotten state is expired", async ({ expect }) => {
    const { createMemoryStore } = await import("@flux-ts/apiserver");
    const store = createMemoryStore({ historyLength: 1 });
    await using door = await open({ store });
    await fill(door, ["a", "b", "c"]);
    const first = await door.send("GET", configMaps, { query: { limit: "1" } });
    await fill(door, ["d", "e"]);
    const query = { continue: at(first.body, "metadata.continue") as string };
    const { status, body } = await door.send("GET", configMaps, { query });
    expect(status).toBe(410);
    expect(body["reason"]).toBe("Expired");
  });

  const selections: Record<string, { query: { readonly [name: string]: string }; want: readonly string[] }> = {
    "by label": { query: { labelSelector: "name=a" }, want: ["a"] },
    "by a set of labels": { query: { labelSelector: "name in (a, c)" }, want: ["a", "c"] },
    "by labels they do not have": { query: { labelSelector: "name notin (a),name!=b" }, want: ["c"] },
    "by absence of a label": { query: { labelSelector: "!name" }, want: [] },
    "by name": { query: { fieldSelector: "metadata.name=b" }, want: ["b"] },
    "by other names": { query: { fieldSelector: "metadata.name!=b" }, want: ["a", "c"] },
  };
  test.for(Object.entries(selections))("objects are selected %s", async ([, { query, want }], { expect }) => {
    await using door = await open();
    await fill(door, ["a", "b", "c"]);
    const { body } = await door.send("GET", configMaps, { query: { ...query, fieldSelector: selectorOf(query) } });
    expect(namesIn(body)).toEqual(want);
  });

  test("what may be as old as it likes comes whole, but for events", async ({ expect }) => {
    await using door = await open();
    await fill(door, ["a", "b", "c"]);
    const events = configMaps.replace("configmaps", "events");
    for (const name of ["a", "b", "c"]) {
      const involvedObject = { namespace: "default", kind: "ConfigMap", name };
      const body = { apiVersion: "v1", kind: "Event", metadata: { name }, involvedObject };
      await door.send("POST", events, { body });
    }
    const query = { limit: "2", resourceVersion: "0" };
    const lists = await Promise.all([configMaps, events].map((path) => door.send("GET", path, { query })));
    expect(lists.map(({ body }) => namesIn(body))).toEqual([
      ["a", "b", "c"],
      ["a", "b"],
    ]);
  });

  test("a page begins at its key, whatever namespace the token came from", async ({ expect }) => {
    await using door = await open();
    await fill(door, ["a", "b", "c"]);
    const token = { v: "meta.k8s.io/v1", rv: -1, start: "b" };
    const query = { continue: Buffer.from(JSON.stringify(token)).toString("base64url") };
    expect(namesIn((await door.send("GET", configMaps, { query })).body)).toEqual(["b", "c"]);
    expect(namesIn((await door.send("GET", "/api/v1/configmaps", { query })).body)).toEqual(["a", "b", "c"]);
  });

  test("metadata alone is given when the client asks for it", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", configMaps, { body: configMap("a", { data: { k: "v" } }) });
    const headers = { accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" };
    const { body } = await door.send("GET", configMaps, { headers });
    expect(body).toMatchObject({
      kind: "PartialObjectMetadataList",
      items: [{ kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: { name: "a" } }],
    });
    expect(at(body, "items.0.data")).toBeUndefined();
  });
});

function selectorOf(query: { readonly [name: string]: string }): string {
  return query["fieldSelector"] ?? "";
}
