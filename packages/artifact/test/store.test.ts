import { readFile, readdir, readlink, rm, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import {
  createArtifactServer,
  createArtifactStore,
  fetchArtifact,
  fetchTree,
  isPathOf,
  unpackArchive,
} from "@flux-ts/artifact";
import type { ArtifactStore } from "@flux-ts/artifact";
import { test } from "vitest";
import { createFolder, entriesOf, textsOf } from "./fixture.ts";

const key = { kind: "GitRepository", namespace: "flux-system", name: "fleet" };
const files = { "a.yaml": "a", "b/c.yaml": "c" };
const folderOfKey = "gitrepository/flux-system/fleet";

function createStore(root: string, nowMs = () => Date.now()): ArtifactStore {
  return createArtifactStore({ root, address: "source.example:9090", now: nowMs });
}

test("an artifact is stored at upstream's place, with digest and size of its bytes", async ({ expect }) => {
  await using folder = await createFolder();
  const stored = await createStore(folder.path).put(key, "abc.tar.gz", entriesOf(files));
  const bytes = await readFile(join(folder.path, folderOfKey, "abc.tar.gz"));
  expect(stored).toEqual({
    path: `${folderOfKey}/abc.tar.gz`,
    url: `http://source.example:9090/${folderOfKey}/abc.tar.gz`,
    digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
    size: bytes.length,
  });
});

test("a put that fails leaves the artifact before it, and no traces", async ({ expect }) => {
  await using folder = await createFolder();
  const store = createStore(folder.path);
  const before = await store.put(key, "abc.tar.gz", entriesOf(files));
  async function* failing(): AsyncGenerator<never, void, void> {
    yield* entriesOf({ "a.yaml": "changed" }) as AsyncGenerator<never, void, void>;
    throw new Error("no more");
  }
  await expect(store.put(key, "abc.tar.gz", failing())).rejects.toThrow("no more");
  expect(await store.check(before.path, before.digest)).toBe("intact");
  expect(await readdir(join(folder.path, folderOfKey))).toEqual(["abc.tar.gz"]);
});

test("missing and changed artifacts are noticed, also by the next process", async ({ expect }) => {
  await using folder = await createFolder();
  const first = createStore(folder.path);
  const { path, digest } = await first.put(key, "abc.tar.gz", entriesOf(files));
  for (const store of [first, createStore(folder.path)]) expect(await store.check(path, digest)).toBe("intact");
  expect(await first.check(path, `sha256:${"0".repeat(64)}`)).toBe("corrupt");
  await writeFile(join(folder.path, path), "changed");
  for (const store of [first, createStore(folder.path)]) expect(await store.check(path, digest)).toBe("corrupt");
  await first.remove(path);
  for (const store of [first, createStore(folder.path)]) expect(await store.check(path, digest)).toBe("missing");
});

test("an artifact is read without a server, and never with another digest", async ({ expect }) => {
  await using folder = await createFolder();
  const store = createStore(folder.path);
  const { path, digest } = await store.put(key, "abc.tar.gz", entriesOf(files));
  expect(textsOf(await unpackArchive(await store.read(path, digest)))).toEqual(files);
  await expect(store.read(path, "sha256:0")).rejects.toMatchObject({ code: "digest-mismatch" });
  await expect(store.read("a/b/c/d", digest)).rejects.toMatchObject({ code: "not-found" });
});

test("old artifacts go when their time is over or there are too many, never the current one", async ({ expect }) => {
  await using folder = await createFolder();
  let nowMs = Date.now();
  const store = createStore(folder.path, () => nowMs);
  for (const [index, name] of ["a", "b", "c", "d"].entries()) {
    const { path } = await store.put(key, `${name}.tar.gz`, entriesOf(files));
    const written = nowMs / 1000 - 10 + index;
    await utimes(join(folder.path, path), written, written);
  }
  const current = `${folderOfKey}/b.tar.gz`;
  expect(await store.collect(current)).toEqual(["a.tar.gz", "c.tar.gz"]);
  expect(await store.collect(current)).toEqual([]);
  nowMs += 61_000;
  expect(await store.collect(current)).toEqual(["d.tar.gz"]);
  expect(await readdir(join(folder.path, folderOfKey))).toEqual(["b.tar.gz"]);
});

test("collecting where nothing was stored removes nothing", async ({ expect }) => {
  await using folder = await createFolder();
  expect(await createStore(folder.path).collect(`${folderOfKey}/x.tar.gz`)).toEqual([]);
});

test("everything of an object is removed, and only of that object", async ({ expect }) => {
  await using folder = await createFolder();
  const store = createStore(folder.path);
  await store.put(key, "a.tar.gz", entriesOf(files));
  const other = await store.put({ ...key, name: "fleet-2" }, "a.tar.gz", entriesOf(files));
  expect(await store.removeAll(key)).toBe(true);
  expect(await store.removeAll(key)).toBe(false);
  expect(await store.check(other.path, other.digest)).toBe("intact");
});

test("a link moves to the newest artifact", async ({ expect }) => {
  await using folder = await createFolder();
  const store = createStore(folder.path);
  for (const name of ["a.tar.gz", "b.tar.gz"]) {
    const { path } = await store.put(key, name, entriesOf(files));
    expect(await store.link(path, "latest.tar.gz")).toBe(`http://source.example:9090/${folderOfKey}/latest.tar.gz`);
    expect(await readlink(join(folder.path, folderOfKey, "latest.tar.gz"))).toBe(name);
  }
});

test.for(["../x.tar.gz", "a/../../x", "/etc/passwd", ".hidden/x", "a//b"])(
  "%s is no path of an artifact",
  async (path, { expect }) => {
    await using folder = await createFolder();
    await expect(createStore(folder.path).check(path, "sha256:0")).rejects.toThrow(RangeError);
  },
);

test.for([
  [`${folderOfKey}/abc.tar.gz`, true],
  [`${folderOfKey}/../fleet/abc.tar.gz`, false],
  [`${folderOfKey}/..`, false],
  ["gitrepository/flux-system/other/abc.tar.gz", false],
  ["gitrepository/other/fleet/abc.tar.gz", false],
  [`${folderOfKey}/x/abc.tar.gz`, false],
] as const)("%s is a path of the object: %s", ([path, want], { expect }) => {
  expect(isPathOf(key, path)).toBe(want);
});

test("an artifact travels over HTTP and becomes a tree", async ({ expect }) => {
  await using folder = await createFolder();
  await using server = await createArtifactServer({ root: folder.path });
  const store = createArtifactStore({ root: folder.path, address: server.url });
  const stored = await store.put(key, "abc.tar.gz", entriesOf(files));
  expect(textsOf(await fetchTree(stored))).toEqual(files);

  const head = await fetch(stored.url, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), head.headers.get("content-type")]).toEqual([
    200,
    String(stored.size),
    "application/gzip",
  ]);
});

test("the server gives files of the store and nothing else", async ({ expect }) => {
  await using folder = await createFolder();
  await writeFile(join(folder.path, ".hidden"), "x");
  await using server = await createArtifactServer({ root: join(folder.path, "data") });
  await createStore(join(folder.path, "data")).put(key, "abc.tar.gz", entriesOf(files));
  const statusOf = async (path: string, method = "GET"): Promise<number> =>
    (await fetch(server.url + path, { method })).status;
  expect(await statusOf("/")).toBe(200);
  expect(await statusOf(`/${folderOfKey}/abc.tar.gz`)).toBe(200);
  const missing = ["/..%2f.hidden", "/%2e%2e/.hidden", "/gitrepository", `/${folderOfKey}/`, "/%00", "/%zz", "/x"];
  expect(await Promise.all(missing.map((path) => statusOf(path)))).toEqual(missing.map(() => 404));
  expect(await statusOf(`/${folderOfKey}/abc.tar.gz`, "DELETE")).toBe(405);
});

test("bytes with another digest are refused", async ({ expect }) => {
  await using folder = await createFolder();
  await using server = await createArtifactServer({ root: folder.path });
  const store = createArtifactStore({ root: folder.path, address: server.url });
  const { url, path, digest } = await store.put(key, "abc.tar.gz", entriesOf(files));
  await writeFile(join(folder.path, path), "changed");
  await expect(fetchArtifact({ url, digest })).rejects.toMatchObject({
    code: "digest-mismatch",
    message: `computed digest doesn't match '${digest}'`,
  });
  await expect(fetchArtifact({ url, digest }, { maxBytes: 3 })).rejects.toMatchObject({ code: "too-large" });
  await rm(join(folder.path, path));
  await expect(fetchArtifact({ url, digest })).rejects.toMatchObject({ code: "not-found" });
});

test("failures of the server are retried, up to a limit", async ({ expect }) => {
  let requests = 0;
  const body = Buffer.from("bytes");
  const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  const flaky = createServer((_request, response) => {
    requests += 1;
    if (requests === 1) response.destroy();
    else if (requests === 2) response.writeHead(503).end();
    else if (requests === 3)
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy());
    else response.end(body);
  });
  flaky.listen(0, "127.0.0.1");
  await once(flaky, "listening");
  const source = { url: `http://127.0.0.1:${(flaky.address() as AddressInfo).port}/x`, digest };
  await expect(fetchArtifact(source, { retries: 1, retryDelayMs: 1 })).rejects.toMatchObject({ code: "network" });
  expect(requests).toBe(2);
  expect(Buffer.from(await fetchArtifact(source, { retryDelayMs: 1 })).toString()).toBe("bytes");
  flaky.closeAllConnections();
  flaky.close();
});

test("a fetch ends with its signal", async ({ expect }) => {
  const controller = new AbortController();
  const call = fetchArtifact({ url: "http://127.0.0.1:9/x", digest: "sha256:0" }, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
});
