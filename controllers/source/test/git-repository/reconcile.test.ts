import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "@flux-ts/base";
import type { FileTree } from "@flux-ts/base";
import { findCondition } from "@flux-ts/controller";
import type { GitRepository, GitRepositorySpec } from "@flux-ts/flux-api";
import { commitFiles, createRepository, setReference } from "@flux-ts/git/server";
import { test } from "vitest";
import { createWorld } from "./world.ts";

const date = new Date("2026-01-02T03:04:05Z");
const files = {
  "apps/web.yaml": "kind: Web\n",
  "infra/db.yaml": "kind: Db\n",
  "README.md": "hello\n",
  "logo.png": "x",
};

function pathsOf(tree: FileTree, folder = ""): readonly string[] {
  return (tree.readDir(folder) ?? []).flatMap(({ name, kind }) => {
    const path = folder === "" ? name : `${folder}/${name}`;
    return kind === "dir" ? pathsOf(tree, path) : [path];
  });
}

function conditionOf({ status }: GitRepository, type: string): readonly [string, string, string] | undefined {
  const found = findCondition(status?.conditions, type);
  return found && [found.status, found.reason, found.message];
}

test("a new object gets the artifact of its branch", async ({ expect }) => {
  await using world = await createWorld();
  const commit = await commitFiles(world.fleet, { message: "Add web\n\nand db", files, date });
  const { conclusion, object, events, progress } = await world.run(world.object());

  const revision = `main@sha1:${commit}`;
  const { artifact } = object.status ?? {};
  expect(artifact).toEqual({
    path: `gitrepository/flux-system/fleet/${commit}.tar.gz`,
    url: `http://source.example/gitrepository/flux-system/fleet/${commit}.tar.gz`,
    revision,
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    size: expect.any(Number),
    lastUpdateTime: "2026-02-03T04:05:06Z",
  });
  expect(pathsOf(await world.tree(object))).toEqual(["README.md", "apps/web.yaml", "infra/db.yaml"]);
  const message = `stored artifact for revision '${revision}'`;
  expect(conclusion.ready).toEqual({ reason: "Succeeded", message });
  expect(conclusion.requeueAfterMs).toBe(60_000);
  expect(conditionOf(object, "ArtifactInStorage")).toEqual(["True", "Succeeded", message]);
  expect(progress.map((step) => step.message)).toEqual([
    "processing object: new generation -1 -> 1",
    "building artifact",
    `building artifact: new upstream revision '${revision}'`,
  ]);
  expect(events).toEqual([
    {
      severity: "info",
      reason: "NewArtifact",
      message: "stored artifact for commit 'Add web'",
      metadata: { revision, digest: artifact?.digest },
    },
  ]);
});

test("a run that finds nothing new asks the remote once and says nothing", async ({ expect }) => {
  await using world = await createWorld();
  await commitFiles(world.fleet, { message: "one", files, date });
  const first = await world.run(world.object());
  Object.assign(world.calls, { resolve: 0, fetch: 0 });
  const { object, events, progress } = await world.run(first.object);
  expect(world.calls).toEqual({ resolve: 1, fetch: 0 });
  expect({ events, progress, status: object.status }).toEqual({
    events: [],
    progress: [],
    status: first.object.status,
  });
});

test("a new commit replaces the artifact, and is shown as outdated meanwhile", async ({ expect }) => {
  await using world = await createWorld();
  await commitFiles(world.fleet, { message: "one", files, date });
  const first = await world.run(world.object());
  const commit = await commitFiles(world.fleet, { message: "two", files: { "new.yaml": "x" }, date });
  const { object, progress, events } = await world.run(first.object);
  const message = `new upstream revision 'main@sha1:${commit}'`;
  expect(progress).toEqual([
    {
      message: `building artifact: ${message}`,
      conditions: { ArtifactOutdated: { status: "True", reason: "NewRevision", message } },
    },
  ]);
  expect(conditionOf(object, "ArtifactOutdated")).toBeUndefined();
  expect(pathsOf(await world.tree(object))).toContain("new.yaml");
  expect(events.map((event) => event.message)).toEqual(["stored artifact for commit 'two'"]);
});

test("equal content under a new commit moves the revision without an event", async ({ expect }) => {
  await using world = await createWorld();
  await commitFiles(world.fleet, { message: "one", files, date });
  const first = await world.run(world.object());
  await commitFiles(world.fleet, { message: "two", files: { "logo.png": "y" }, date });
  const { object, events } = await world.run(first.object);
  expect(object.status?.artifact?.revision).not.toBe(first.object.status?.artifact?.revision);
  expect(object.status?.artifact?.digest).toBe(first.object.status?.artifact?.digest);
  expect(events).toEqual([]);
});

const settings: Record<string, { spec: Partial<GitRepositorySpec>; want: readonly string[] }> = {
  "ignore rules": { spec: { ignore: "/*\n!/apps\n" }, want: ["apps/web.yaml"] },
  "sparse folders": { spec: { sparseCheckout: ["./infra"] }, want: ["infra/db.yaml"] },
};
test.for(Object.entries(settings))(
  "%s rebuild the artifact of the same commit",
  async ([, { spec, want }], { expect }) => {
    await using world = await createWorld();
    await commitFiles(world.fleet, { message: "one", files, date });
    const first = await world.run(world.object());
    const edited = { ...first.object, spec: { ...first.object.spec, ...spec } };
    const { object } = await world.run(edited);
    expect(pathsOf(await world.tree(object))).toEqual(want);
    expect((await world.run(object)).events).toEqual([]);
  },
);

test("ignore files of the repository count for their folders", async ({ expect }) => {
  await using world = await createWorld();
  const more = { ".sourceignore": "*.md\n", "infra/.sourceignore": "db.yaml\n", "db.yaml": "kind: Db\n" };
  await commitFiles(world.fleet, { message: "one", files: { ...files, ...more }, date });
  const { object } = await world.run(world.object());
  expect(pathsOf(await world.tree(object))).toEqual([
    ".sourceignore",
    "apps/web.yaml",
    "db.yaml",
    "infra/.sourceignore",
    "logo.png",
  ]);
});

test("an artifact that disappeared is fetched again", async ({ expect }) => {
  await using world = await createWorld();
  await commitFiles(world.fleet, { message: "one", files, date });
  const first = await world.run(world.object());
  await rm(join(world.folder, "artifacts"), { recursive: true });
  const { object, progress } = await world.run(first.object);
  expect(progress[0]).toEqual({
    message: "building artifact: disappeared from storage",
    status: { artifact: null },
    conditions: { ArtifactInStorage: null },
  });
  expect(object.status?.artifact?.digest).toBe(first.object.status?.artifact?.digest);
  expect(pathsOf(await world.tree(object))).toContain("apps/web.yaml");
});

test("an artifact that was changed on disk is told, removed and fetched again", async ({ expect }) => {
  await using world = await createWorld();
  await commitFiles(world.fleet, { message: "one", files, date });
  const first = await world.run(world.object());
  const { path = "", digest = "" } = first.object.status?.artifact ?? {};
  await writeFile(join(world.folder, "artifacts", path), "changed");
  const { object, events } = await world.run(first.object);
  expect(events[0]).toEqual({
    severity: "error",
    reason: "ArtifactVerificationFailed",
    message: `failed to verify integrity of artifact: computed digest doesn't match '${digest}'`,
  });
  expect(await world.store.check(path, digest)).toBe("intact");
  expect(object.status?.artifact?.digest).toBe(digest);
});

test("an artifact of another object is neither kept nor removed nor included", async ({ expect }) => {
  await using world = await createWorld();
  await commitFiles(world.fleet, { message: "one", files, date });
  const first = await world.run(world.object());
  const { artifact } = first.object.status ?? {};
  const thief = { ...first.object, metadata: { ...first.object.metadata, namespace: "tenant" } };
  const { object } = await world.run(thief);
  expect(object.status?.artifact?.path).toBe(artifact?.path.replace("flux-system", "tenant"));
  expect(await world.store.check(artifact?.path ?? "", artifact?.digest ?? "")).toBe("intact");

  world.repositories.set("tenant/fleet", thief);
  const includer = { ...thief, spec: { ...thief.spec, include: [{ repository: { name: "fleet" } }] } };
  expect((await world.run(includer)).conclusion.error).toMatchObject({ reason: "NoArtifact" });
});

test("a failure keeps the last artifact, its end is told", async ({ expect }) => {
  await using world = await createWorld();
  const commit = await commitFiles(world.fleet, { message: "one", files, date });
  const first = await world.run(world.object());
  const broken = { ...first.object, spec: { ...first.object.spec, ref: { branch: "invalid" } } };
  const { conclusion, object } = await world.run(broken);
  const message = `failed to checkout and determine revision: unable to clone '${world.url}': couldn't find remote ref "refs/heads/invalid"`;
  expect(conclusion.error).toMatchObject({ reason: "GitOperationFailed", message, disposition: "retry" });
  expect(conditionOf(object, "FetchFailed")).toEqual(["True", "GitOperationFailed", message]);
  expect(object.status?.artifact).toEqual(first.object.status?.artifact);

  const { object: recovered, events } = await world.run({ ...object, spec: first.object.spec });
  expect(conditionOf(recovered, "FetchFailed")).toBeUndefined();
  expect(events).toMatchObject([
    { reason: "Succeeded", message: `stored artifact for commit 'main@sha1:${commit}'`, severity: "info" },
  ]);
});

test("an empty repository is told as such", async ({ expect }) => {
  await using world = await createWorld();
  const { conclusion } = await world.run(world.object());
  expect(conclusion.error).toMatchObject({ reason: "EmptyGitRepository", message: "git repository is empty" });
});

test("a missing sparse folder fails in upstream's words", async ({ expect }) => {
  await using world = await createWorld();
  await commitFiles(world.fleet, { message: "one", files, date });
  const { conclusion } = await world.run(world.object({ sparseCheckout: ["nope"] }));
  expect(conclusion.error).toMatchObject({
    reason: "GitOperationFailed",
    message: "failed to sparse checkout directories : sparse checkout dir 'nope' does not exist in repository",
  });
});

test("what is not supported yet stalls without a request", async ({ expect }) => {
  await using world = await createWorld();
  const { conclusion } = await world.run(world.object({ provider: "github" }));
  expect(conclusion.error).toMatchObject({ reason: "InvalidProviderConfiguration", disposition: "stall" });
  const ssh = await world.run(world.object({ url: "ssh://git@example.com/fleet.git" }));
  expect(ssh.conclusion.error).toMatchObject({ reason: "URLInvalid", disposition: "stall" });
  expect(world.calls.fetch).toBe(0);
});

test("credentials come from the secret, a missing one is named", async ({ expect }) => {
  const credentials = { kind: "basic", username: "ada", password: new Secret("s3cret") } as const;
  await using world = await createWorld({ credentials });
  await commitFiles(world.fleet, { message: "one", files, date });
  const object = world.object({ secretRef: { name: "auth" } });
  const without = await world.run(object);
  const message = `failed to get secret 'flux-system/auth': secrets "auth" not found`;
  expect(conditionOf(without.object, "FetchFailed")).toEqual(["True", "AuthenticationFailed", message]);

  world.secrets.set(
    "flux-system/auth",
    new Map([
      ["username", new Secret("ada")],
      ["password", new Secret("wrong")],
    ]),
  );
  const wrong = await world.run(object);
  expect(wrong.conclusion.error).toMatchObject({ reason: "GitOperationFailed" });
  expect(wrong.conclusion.error?.message).toContain("authentication required");
  expect(JSON.stringify(wrong)).not.toContain("wrong");

  world.secrets.set(
    "flux-system/auth",
    new Map([
      ["username", new Secret("ada")],
      ["password", credentials.password],
    ]),
  );
  expect((await world.run(object)).conclusion.ready).toBeDefined();
});

test("included artifacts are put at their places, and bring a new artifact when they move", async ({ expect }) => {
  await using world = await createWorld();
  await commitFiles(world.fleet, { message: "fleet", files: { "own.yaml": "own", "base/x.yaml": "replaced" }, date });
  const base = await createRepository(join(world.folder, "repositories", "base.git"));
  await commitFiles(base, { message: "base", files: { "deploy/x.yaml": "one", "other.yaml": "y" }, date });
  const include = [{ repository: { name: "base" }, fromPath: "./deploy" }];
  const object = world.object({ include });

  const missing = await world.run(object);
  expect(missing.conclusion.error).toMatchObject({ reason: "NotFound", disposition: "wait" });
  const source = world.object({ url: world.url.replace("fleet", "base") });
  const named = { ...source, metadata: { ...source.metadata, name: "base" } };
  world.repositories.set("flux-system/base", named);
  const waiting = await world.run(object);
  const message = "no artifact available for include 'base'";
  expect(conditionOf(waiting.object, "IncludeUnavailable")).toEqual(["True", "NoArtifact", message]);

  const first = await world.run(named);
  world.repositories.set("flux-system/base", first.object);
  const done = await world.run(object);
  expect(pathsOf(await world.tree(done.object))).toEqual(["base/x.yaml", "own.yaml"]);
  expect(Buffer.from((await world.tree(done.object)).readFile("base/x.yaml") ?? []).toString()).toBe("one");
  expect(done.object.status).toMatchObject({
    includedArtifacts: [first.object.status?.artifact],
    observedInclude: include,
  });
  expect((await world.run(done.object)).events).toEqual([]);

  await commitFiles(base, { message: "base 2", files: { "deploy/x.yaml": "two" }, date });
  world.repositories.set("flux-system/base", (await world.run(first.object)).object);
  const moved = await world.run(done.object);
  expect(moved.progress).toMatchObject([
    {
      message: "building artifact: included artifacts differ from last observed includes",
      conditions: { ArtifactOutdated: { reason: "IncludeChange" } },
    },
  ]);
  expect(Buffer.from((await world.tree(moved.object)).readFile("base/x.yaml") ?? []).toString()).toBe("two");
});

test("a folder that an include does not have is named", async ({ expect }) => {
  await using world = await createWorld();
  await commitFiles(world.fleet, { message: "one", files, date });
  const first = await world.run(world.object());
  world.repositories.set("flux-system/fleet", first.object);
  const { conclusion } = await world.run(
    world.object({ include: [{ repository: { name: "fleet" }, fromPath: "nope", toPath: "../x" }] }),
  );
  expect(conclusion.error).toMatchObject({
    condition: "StorageOperationFailed",
    reason: "CopyFailure",
    message: "failed to copy 'fleet' include from nope to ../x: no such file or directory",
  });
});

test("a reference by name keeps its full name in the revision", async ({ expect }) => {
  await using world = await createWorld();
  const commit = await commitFiles(world.fleet, { message: "one", files, date });
  await setReference(world.fleet, "refs/pull/1/head", commit);
  const { object } = await world.run(world.object({ ref: { name: "refs/pull/1/head" } }));
  expect(object.status?.artifact?.revision).toBe(`refs/pull/1/head@sha1:${commit}`);
});

test("old artifacts are collected, and everything goes with the object", async ({ expect }) => {
  await using world = await createWorld();
  let { object } = { object: world.object() };
  for (const text of ["one", "two", "three"]) {
    await commitFiles(world.fleet, { message: text, files: { text }, date });
    ({ object } = await world.run(object));
  }
  const { events } = await world.run(object);
  expect(events).toEqual([
    { severity: "trace", reason: "GarbageCollectionSucceeded", message: "garbage collected 1 artifacts" },
  ]);
  expect(await world.finalize(object)).toEqual([
    {
      severity: "trace",
      reason: "GarbageCollectionSucceeded",
      message: "garbage collected artifacts for deleted resource",
    },
  ]);
  const { path = "", digest = "" } = object.status?.artifact ?? {};
  expect(await world.store.check(path, digest)).toBe("missing");
  expect(await world.finalize(object)).toEqual([]);
});
