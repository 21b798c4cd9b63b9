import type { JsonObject } from "@flux-ts/base";
import { createApiServer, createMemoryStore, exportSnapshot, importSnapshot } from "@flux-ts/apiserver";
import { describe, test } from "vitest";
import { openOn } from "./support/doors.ts";
import type { Door } from "./support/doors.ts";
import { at, configMap, configMaps, defineFoos, foo, foos } from "./support/objects.ts";
import { settled } from "./support/settled.ts";

/** A small cluster as YAML, and some of its objects as they were. */
async function exported(): Promise<{ yaml: string; objects: { readonly [path: string]: JsonObject } }> {
  const store = createMemoryStore();
  await using door = openOn(createApiServer({ store }));
  await defineFoos(door, { type: "object", "x-kubernetes-preserve-unknown-fields": true });
  await door.send("POST", foos, { body: foo("a", { size: 1.5 }) });
  await door.send("POST", configMaps, { body: configMap("b", { data: { text: "x\n  y: 'z'\n", __proto: "1" } }) });
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "c" }, spec: { ports: [{ port: 80 }] } };
  await door.send("POST", "/api/v1/namespaces/default/services", { body: service });
  const paths = [`${foos}/a`, `${configMaps}/b`, "/api/v1/namespaces/default/services/c"];
  const objects = Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await settled(door, path)])));
  return { yaml: [...exportSnapshot(store)].join(""), objects };
}

async function imported(yaml: string): Promise<Door & { readonly count: number }> {
  const store = createMemoryStore();
  const count = await importSnapshot(store, yaml, { file: "cluster.yaml" });
  return { ...openOn(createApiServer({ store })), count };
}

function withoutVersion({ metadata, ...rest }: JsonObject): JsonObject {
  return { ...rest, metadata: { ...(metadata as JsonObject), resourceVersion: "" } };
}

describe("a snapshot", () => {
  test("brings a cluster back as it was, but for resource versions", async ({ expect }) => {
    const { yaml, objects } = await exported();
    await using door = await imported(yaml);
    for (const [path, object] of Object.entries(objects)) {
      expect(withoutVersion((await door.send("GET", path)).body)).toEqual(withoutVersion(object));
    }
    expect(yaml.split(/^---$/m)).toHaveLength(door.count + 1);
  });

  test("goes on as a cluster: what it holds is not given out again", async ({ expect }) => {
    const { yaml, objects } = await exported();
    await using door = await imported(yaml);
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "d" }, spec: { ports: [{ port: 80 }] } };
    const made = await door.send("POST", "/api/v1/namespaces/default/services", { body: service });
    const [, , known] = Object.values(objects);
    expect(at(made.body, "spec.clusterIP")).not.toBe(at(known ?? {}, "spec.clusterIP"));
    expect((await door.send("POST", foos, { body: foo("e") })).status).toBe(201);
  });

  test("is not mixed with a cluster that holds something", async ({ expect }) => {
    const { yaml } = await exported();
    const store = createMemoryStore();
    store.put("/configmaps", "default/x", configMap("x") as never, undefined);
    await expect(importSnapshot(store, yaml, { file: "a.yaml" })).rejects.toThrow(
      'cannot import "a.yaml": the cluster is not empty; import into a new one',
    );
  });
});

const head = "apiVersion: v1\nkind: ConfigMap\n";
const metadata = "{ name: a, namespace: default, uid: u, creationTimestamp: 2026-01-01T00:00:00Z }";
const refused: Record<string, { yaml: string; message: string }> = {
  "text that is no YAML": { yaml: "a: [", message: 'cannot import "f.yaml": ' },
  "documents that are no objects": {
    yaml: "---\nx: 1\n",
    message: 'cannot import "f.yaml", line 2: a document: it is no Kubernetes object: it has no apiVersion and kind',
  },
  "manifests, which the server has not completed": {
    yaml: `---\n${head}metadata: { name: a, namespace: default }\n`,
    message:
      'cannot import "f.yaml", line 2: ConfigMap/default/a: metadata.uid is missing, so it is no part of a snapshot; ' +
      "apply manifests to a running cluster instead",
  },
  "kinds that nothing defines": {
    yaml: `apiVersion: example.com/v1\nkind: Bar\nmetadata: ${metadata}\n`,
    message: "Bar/default/a: no such kind in example.com/v1: it is not built in, and no CustomResourceDefinition",
  },
  "fields of a wrong type": {
    yaml: `${head}metadata: ${metadata}\ndata: 7\n`,
    message: "line 1: ConfigMap/default/a: ",
  },
  "objects that are there twice": {
    yaml: `${head}metadata: ${metadata}\n---\n${head}metadata: ${metadata}\n`,
    message: "line 5: ConfigMap/default/a: it is there twice",
  },
};

test.for(Object.entries(refused))(
  "an import refuses %s, and writes nothing",
  async ([, { yaml, message }], { expect }) => {
    const store = createMemoryStore();
    await expect(importSnapshot(store, yaml, { file: "f.yaml" })).rejects.toThrow(message);
    expect(store.revision).toBe(1);
  },
);
