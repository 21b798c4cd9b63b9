import { generateKeyPairSync } from "node:crypto";
import { readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { JsonObject } from "@flux-ts/base";
import { createApiServer, openDurableStore } from "@flux-ts/apiserver";
import type { DurableStore, Store } from "@flux-ts/apiserver";
import { describe, test } from "vitest";
import { startServerProcess, temporaryFolder } from "./support/durable.ts";
import { at, configMap, configMaps, defineFoos, foo, foos } from "./support/objects.ts";
import { openOn } from "./support/doors.ts";
import { settled } from "./support/settled.ts";
import type { Door } from "./support/doors.ts";

const table = "/configmaps";
const firstLog = "0000000001.log";

function put(store: Store, name: string, data: JsonObject = {}): void {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
  store.put(table, name, object, store.get(table, name));
}

/** Names with the `data` of what is in the store. */
function stateOf(store: Store): JsonObject {
  const entries = store.list(table);
  if ("forgotten" in entries) throw new TypeError("The present is forgotten");
  return Object.fromEntries(entries.map(({ key, object }) => [key, object["data"] ?? null]));
}

/** Writes a, b and c, and then c anew. */
async function fill(folder: string): Promise<void> {
  const { store } = await openDurableStore({ folder });
  for (const name of ["a", "b", "c"]) put(store, name, { n: "1" });
  put(store, "c", { n: "2" });
  await store.close();
}

/** Opens a folder, looks, and closes it. */
async function look(folder: string): Promise<{ state: JsonObject; revision: number; damage: DurableStore["damage"] }> {
  const { store, damage } = await openDurableStore({ folder });
  const seen = { state: stateOf(store), revision: store.revision, damage };
  await store.close();
  return seen;
}

async function linesOf(file: string): Promise<string[]> {
  return (await readFile(file, "utf8")).split("\n").slice(0, -1);
}

async function editLine(file: string, number: number, edit: (line: string) => string | undefined): Promise<void> {
  const lines = (await linesOf(file)).flatMap((line, index) => (index === number ? (edit(line) ?? []) : line));
  await writeFile(file, `${lines.join("\n")}\n`);
}

/** Lines of the log that {@link fill} writes: header, open, a, b, c, c, close. */
const lineOfB = 3;
const whole = { a: { n: "1" }, b: { n: "1" }, c: { n: "2" } };

const damages: Record<
  string,
  { harm: (file: string) => Promise<void>; state: JsonObject; lost: boolean; message: RegExp }
> = {
  "the rest of a write that was cut off is dropped": {
    harm: async (file) => writeFile(file, '01234567 {"kind":"pu', { flag: "a" }),
    state: whole,
    lost: false,
    message: /^log ".*0000000001\.log", byte \d+: the last 20 bytes are of a write that was cut off/,
  },
  "zeros at the end, as a file system may leave them, are dropped": {
    harm: async (file) => truncate(file, (await stat(file)).size + 4096),
    state: whole,
    lost: false,
    message: /the last 4096 bytes are of a write that was cut off/,
  },
  "a changed byte ends the state before it, and says what is lost": {
    harm: (file) => editLine(file, lineOfB, (line) => line.replace('"n":"1"', '"n":"7"')),
    state: { a: { n: "1" } },
    lost: true,
    message: /revision 2, and what was written after it is lost: \d+ bytes with 2 readable writes of \/configmaps c$/,
  },
  "a missing line ends the state before it": {
    harm: (file) => editLine(file, lineOfB, () => undefined),
    state: { a: { n: "1" } },
    lost: true,
    message: /revision 4 follows on 2; .* 2 readable writes of \/configmaps c$/,
  },
  "a log that is unreadable from its beginning is put aside": {
    harm: (file) => editLine(file, 0, (line) => line.slice(0, 20)),
    state: {},
    lost: true,
    message: /unreadable from its beginning; .* 4 readable writes of \/configmaps a, \/configmaps b, \/configmaps c$/,
  },
};

describe("a damaged folder", () => {
  test.for(Object.entries(damages))("%s", async ([, { harm, state, lost, message }], { expect }) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, firstLog);
    await fill(folder.path);
    await harm(file);
    const seen = await look(folder.path);
    expect(seen.state).toEqual(state);
    expect(seen.damage).toEqual([expect.objectContaining({ file, lost, message: expect.stringMatching(message) })]);
    // What is lost is kept for people, and reported once.
    expect((await readdir(folder.path)).includes(`${firstLog}.damaged`)).toBe(lost);
    expect(await look(folder.path)).toMatchObject({ state, damage: [] });
    // No revision is given out twice.
    if (lost) expect(seen.revision).toBeGreaterThan(5);
  });

  test("takes writes again after what was cut off", async ({ expect }) => {
    await using folder = await temporaryFolder();
    await fill(folder.path);
    await editLine(join(folder.path, firstLog), lineOfB, () => "nonsense");
    const { store } = await openDurableStore({ folder: folder.path });
    put(store, "d", { n: "1" });
    await store.close();
    expect(await look(folder.path)).toMatchObject({ state: { a: { n: "1" }, d: { n: "1" } }, damage: [] });
  });

  test("of another version is not touched", async ({ expect }) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, firstLog);
    const header = '{"format":"flux-ts-store/9","kind":"log","generation":1,"revision":1}';
    await writeFile(file, `${crc32(header).toString(16).padStart(8, "0")} ${header}\n`);
    await expect(openDurableStore({ folder: folder.path })).rejects.toMatchObject({
      code: "format",
      message: expect.stringContaining(`cannot read "${file}": it has the format "flux-ts-store/9"`) as string,
    });
    expect(await readdir(folder.path)).toContain(firstLog);
  });
});

/** Overwrites one object until several generations have gone by. Resolves to what is left. */
async function overwrite(folder: string, times: number): Promise<readonly string[]> {
  const { store } = await openDurableStore({ folder, logLimit: 4096 });
  put(store, "first", { n: "1" });
  for (let n = 1; n <= times; n++) {
    put(store, "a", { n: String(n), filling: "x".repeat(500) });
    await store.durable();
  }
  await store.close();
  return (await readdir(folder)).filter((name) => /\.(log|snapshot)$/.test(name)).toSorted();
}

describe("logs are replaced by snapshots", () => {
  test("so that the folder stays small, however much is written", async ({ expect }) => {
    await using folder = await temporaryFolder();
    await overwrite(folder.path, 300);
    const names = await readdir(folder.path);
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder.path, name))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(40_000);
    expect((await look(folder.path)).state).toMatchObject({ a: { n: "300" }, first: { n: "1" } });
  });

  test("one that is damaged is not needed as long as the one before it is there", async ({ expect }) => {
    await using folder = await temporaryFolder();
    const newest = (await overwrite(folder.path, 100)).findLast((name) => name.endsWith(".snapshot")) ?? "";
    await editLine(join(folder.path, newest), 1, (line) => line.replace("first", "fir5t"));
    const { state, damage } = await look(folder.path);
    expect(state).toMatchObject({ a: { n: "100" }, first: { n: "1" } });
    expect(damage).toEqual([
      expect.objectContaining({ lost: false, message: expect.stringMatching(/^snapshot ".*" is damaged at byte/) }),
    ]);
    expect(await look(folder.path)).toMatchObject({ state, damage: [] });
  });

  test("nothing is made up when none can be read", async ({ expect }) => {
    await using folder = await temporaryFolder();
    for (const name of await overwrite(folder.path, 100)) {
      if (name.endsWith(".snapshot")) await truncate(join(folder.path, name), 100);
    }
    await expect(openDurableStore({ folder: folder.path })).rejects.toMatchObject({
      code: "damaged",
      message: expect.stringMatching(/restore the folder from a copy, or move it away/) as string,
    });
  });

  test("a missing log is reported, and what followed on it is given up", async ({ expect }) => {
    await using folder = await temporaryFolder();
    const names = await overwrite(folder.path, 100);
    const last = names.findLast((name) => name.endsWith(".log")) ?? "";
    await rm(join(folder.path, last));
    const { damage } = await look(folder.path);
    expect(damage).toEqual([expect.objectContaining({ lost: true, message: expect.stringContaining("is missing") })]);
  });
});

async function openServer(folder: string): Promise<Door> {
  const { store } = await openDurableStore({ folder });
  return openOn(createApiServer({ store }));
}

const service = (name: string): JsonObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec: { type: "NodePort", ports: [{ port: 80 }] },
});
const services = "/api/v1/namespaces/default/services";

describe("a cluster that is opened again", () => {
  test("is as it was: uids, versions, addresses and ports go on", async ({ expect }) => {
    await using folder = await temporaryFolder();
    const before = await openServer(folder.path);
    const made = await before.send("POST", services, { body: service("a") });
    await before[Symbol.asyncDispose]();
    await using after = await openServer(folder.path);
    const found = await after.send("GET", `${services}/a`);
    expect(found.body).toEqual(made.body);
    const next = await after.send("POST", services, { body: service("b") });
    expect(Number(at(next.body, "metadata.resourceVersion"))).toBeGreaterThan(
      Number(at(made.body, "metadata.resourceVersion")),
    );
    expect(at(next.body, "spec.clusterIP")).not.toBe(at(made.body, "spec.clusterIP"));
    expect(at(next.body, "spec.ports.0.nodePort")).not.toBe(at(made.body, "spec.ports.0.nodePort"));
  });

  test("takes the tokens that it has given out, with the same key", async ({ expect }) => {
    await using folder = await temporaryFolder();
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const serviceAccountKey = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const open = async () =>
      openOn(createApiServer({ store: (await openDurableStore({ folder: folder.path })).store, serviceAccountKey }));
    const before = await open();
    await settled(before, "/api/v1/namespaces/default/serviceaccounts/default");
    const path = "/api/v1/namespaces/default/serviceaccounts/default/token";
    const issued = await before.send("POST", path, {
      body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
    });
    await before[Symbol.asyncDispose]();
    await using after = await open();
    const token = at(issued.body, "status.token") ?? "";
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token } };
    const { body: review } = await after.send("POST", "/apis/authentication.k8s.io/v1/tokenreviews", { body });
    expect(at(review, "status.user.username")).toBe("system:serviceaccount:default:default");
  });

  test("serves its custom kinds, and does not take owned objects of theirs for orphans", async ({ expect }) => {
    await using folder = await temporaryFolder();
    const before = await openServer(folder.path);
    await defineFoos(before, { type: "object" });
    const owner = await before.send("POST", foos, { body: foo("a") });
    const reference = {
      apiVersion: "example.com/v1",
      kind: "Foo",
      name: "a",
      uid: at(owner.body, "metadata.uid") ?? "",
    };
    await before.send("POST", configMaps, { body: configMap("b", { metadata: { ownerReferences: [reference] } }) });
    await before[Symbol.asyncDispose]();
    await using after = await openServer(folder.path);
    expect((await after.send("GET", foos)).body["items"]).toHaveLength(1);
    expect((await after.send("GET", `${configMaps}/b`)).status).toBe(200);
  });

  test("finds its workloads as they are, and writes nothing", async ({ expect }) => {
    await using folder = await temporaryFolder();
    const before = await openServer(folder.path);
    const template = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } };
    const spec = { replicas: 2, selector: { matchLabels: { a: "b" } }, template };
    const path = "/apis/apps/v1/namespaces/default/deployments";
    await before.send("POST", path, {
      body: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d" }, spec },
    });
    await before.send("POST", services, { body: service("a") });
    expect(at(await settled(before, `${path}/d`), "status.readyReplicas")).toBe(2);
    const versionOf = async (door: Door) => at(await settled(door, "/api/v1/pods"), "metadata.resourceVersion");
    const version = await versionOf(before);
    await before[Symbol.asyncDispose]();
    await using after = await openServer(folder.path);
    expect(await versionOf(after)).toBe(version);
  });

  test("goes on with watches of the past when it was closed", async ({ expect }) => {
    await using folder = await temporaryFolder();
    const before = await openServer(folder.path);
    const first = await before.send("POST", configMaps, { body: configMap("a") });
    await before.send("POST", configMaps, { body: configMap("b") });
    await before[Symbol.asyncDispose]();
    await using after = await openServer(folder.path);
    const resourceVersion = at(first.body, "metadata.resourceVersion") as string;
    await using watch = await after.watch(configMaps, { resourceVersion });
    expect(await watch.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "b" } } });
  });

  test("ends watches of the past with 410 when it was killed, and is not shared while it runs", async ({ expect }) => {
    await using folder = await temporaryFolder();
    const process = await startServerProcess({ folder: folder.path, logLimit: 1e6 });
    const body = JSON.stringify(configMap("a"));
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${process.url}${configMaps}`, { method: "POST", headers, body });
    const resourceVersion = at((await response.json()) as JsonObject, "metadata.resourceVersion") as string;
    await expect(openDurableStore({ folder: folder.path })).rejects.toMatchObject({
      code: "locked",
      message: expect.stringMatching(/^cannot use ".*": process \d+ has its cluster open/) as string,
    });
    await process.kill();
    await using after = await openServer(folder.path);
    expect((await after.send("GET", `${configMaps}/a`)).status).toBe(200);
    await using watch = await after.watch(configMaps, { resourceVersion });
    expect(await watch.next()).toMatchObject({ type: "ERROR", object: { code: 410 } });
  });
});

test("a disk that takes no more refuses writes with an error, and keeps what was acknowledged", async ({ expect }) => {
  await using folder = await temporaryFolder();
  const process = await startServerProcess({ folder: folder.path, logLimit: 1e9, fileLimitKiB: 512 });
  const acknowledged: string[] = [];
  const create = (name: string): Promise<Response> => {
    const body = JSON.stringify(configMap(name, { data: { filling: "x".repeat(40_000) } }));
    const headers = { "content-type": "application/json" };
    return fetch(`${process.url}${configMaps}`, { method: "POST", headers, body });
  };
  let refused: Response | undefined;
  for (let n = 0; refused === undefined && n < 100; n++) {
    const response = await create(`a${n}`);
    if (response.ok) acknowledged.push(`default/a${n}`);
    else refused = response;
  }
  expect([refused?.status, await refused?.json()]).toEqual([
    500,
    expect.objectContaining({ message: expect.stringMatching(/cannot write ".*": .*no write is taken any more/) }),
  ]);
  expect((await create("next")).status).toBe(500);
  expect((await fetch(`${process.url}${configMaps}/a0`)).status).toBe(200);
  await process.kill();
  expect(Object.keys((await look(folder.path)).state)).toEqual(expect.arrayContaining(acknowledged));
});
