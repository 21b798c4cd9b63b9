import { join } from "node:path";
import { Secret } from "@flux-ts/base";
import { fetchCheckout, listRemote, resolveRemote, shortMessage } from "@flux-ts/git";
import type { Checkout, Remote } from "@flux-ts/git";
import { commitFiles, createRepository, setReference, tagCommit } from "@flux-ts/git/server";
import { test } from "vitest";
import { createFixture, date } from "./fixture.ts";

const files = {
  "README.md": "hello\n",
  "apps/web.yaml": "kind: Web\n",
  "infra/db.yaml": "kind: Db\n",
  "run.sh": "#!/bin/sh\n",
};

async function contents(checkout: Checkout): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const read = checkout.read(checkout.files);
  let index = 0;
  for await (const content of read) {
    found[checkout.files[index]?.path ?? ""] = Buffer.from(content).toString();
    index += 1;
  }
  return found;
}

test("a commit is resolved, fetched and read without its history", async ({ expect }) => {
  await using fixture = await createFixture();
  await commitFiles(fixture.fleet, { message: "first", files: { old: "x" }, date });
  const commit = await commitFiles(fixture.fleet, {
    message: "Add web\n\nand more",
    files,
    replace: true,
    executable: ["run.sh"],
    author: { name: "Ada", email: "ada@example.com" },
    date,
  });
  const remote: Remote = { url: fixture.url };

  const resolved = await resolveRemote(remote, { branch: "main" });
  expect(resolved.revision).toBe(`main@sha1:${commit}`);

  const checkout = await fetchCheckout(remote, resolved, { folder: join(fixture.folder, "objects") });
  const ada = { name: "Ada", email: "ada@example.com", at: date };
  expect(checkout.commit).toEqual({ hash: commit, author: ada, committer: ada, message: "Add web\n\nand more" });
  expect(shortMessage(checkout.commit)).toBe("Add web");
  expect(checkout.files.map(({ path, kind, size }) => [path, kind, size])).toEqual([
    ["README.md", "file", 6],
    ["apps/web.yaml", "file", 10],
    ["infra/db.yaml", "file", 9],
    ["run.sh", "executable", 10],
  ]);
  expect(await contents(checkout)).toEqual(files);
});

test("equal content, history, author and time give an equal hash", async ({ expect }) => {
  await using one = await createFixture();
  await using two = await createFixture();
  const commit = { message: "same", files, date };
  expect(await commitFiles(one.fleet, commit)).toBe(await commitFiles(two.fleet, commit));
});

test("a fetch without a folder leaves nothing behind", async ({ expect }) => {
  await using fixture = await createFixture();
  await commitFiles(fixture.fleet, { message: "one", files, date });
  const remote: Remote = { url: fixture.url };
  const checkout = await fetchCheckout(remote, await resolveRemote(remote, { branch: "main" }));
  expect(await contents(checkout)).toEqual(files);
  await checkout[Symbol.asyncDispose]();
  await expect(contents(checkout)).rejects.toThrow();
});

test("a second fetch into the same folder gets the new commit", async ({ expect }) => {
  await using fixture = await createFixture();
  const remote: Remote = { url: fixture.url };
  const folder = join(fixture.folder, "objects");
  for (const text of ["one", "two"]) {
    await commitFiles(fixture.fleet, { message: text, files: { text }, date });
    const checkout = await fetchCheckout(remote, await resolveRemote(remote, { branch: "main" }), { folder });
    expect(await contents(checkout)).toEqual({ text });
  }
});

test("an older commit is fetched by its hash, also when a branch names it", async ({ expect }) => {
  await using fixture = await createFixture();
  const commit = await commitFiles(fixture.fleet, { message: "one", files: { text: "one" }, date });
  await commitFiles(fixture.fleet, { message: "two", files: { text: "two" }, date });
  const remote: Remote = { url: fixture.url };
  for (const reference of [{ commit }, { branch: "main", commit }]) {
    const resolved = await resolveRemote(remote, reference);
    const checkout = await fetchCheckout(remote, resolved, { folder: join(fixture.folder, resolved.revision) });
    expect(await contents(checkout)).toEqual({ text: "one" });
  }
});

test("a commit that the server does not have is not found", async ({ expect }) => {
  await using fixture = await createFixture();
  await commitFiles(fixture.fleet, { message: "one", files: { text: "one" }, date });
  const remote: Remote = { url: fixture.url };
  const resolved = await resolveRemote(remote, { commit: "0123456789".repeat(4) });
  await expect(fetchCheckout(remote, resolved, { folder: join(fixture.folder, "objects") })).rejects.toMatchObject({
    code: "reference-not-found",
    message: `unable to resolve commit object for '${"0123456789".repeat(4)}': object not found`,
  });
});

test("tags, ranges and names are followed", async ({ expect }) => {
  await using fixture = await createFixture();
  const one = await commitFiles(fixture.fleet, { message: "one", files: { text: "one" }, date });
  await setReference(fixture.fleet, "refs/tags/v1.0.0", one);
  const two = await commitFiles(fixture.fleet, { message: "two", files: { text: "two" }, date });
  await tagCommit(fixture.fleet, "v1.1.0", { commit: two, message: "release", date });
  await setReference(fixture.fleet, "refs/pull/1/head", two);
  const revisions = [{ tag: "v1.0.0" }, { semver: ">=1" }, { name: "refs/pull/1/head" }].map(
    async (reference) => (await resolveRemote({ url: fixture.url }, reference)).revision,
  );
  expect(await Promise.all(revisions)).toEqual([
    `v1.0.0@sha1:${one}`,
    `v1.1.0@sha1:${two}`,
    `refs/pull/1/head@sha1:${two}`,
  ]);
});

test("only the wanted part of the references is listed", async ({ expect }) => {
  await using fixture = await createFixture();
  const commit = await commitFiles(fixture.fleet, { message: "one", files, date });
  await setReference(fixture.fleet, "refs/pull/1/head", commit);
  const remote: Remote = { url: fixture.url };
  expect([...(await listRemote(remote, "heads")).keys()]).toEqual(["refs/heads/main"]);
  expect([...(await listRemote(remote)).keys()]).toEqual(["HEAD", "refs/heads/main", "refs/pull/1/head"]);
});

test("a sparse checkout holds the folders and nothing else", async ({ expect }) => {
  await using fixture = await createFixture();
  await commitFiles(fixture.fleet, { message: "one", files: { ...files, "apps2/x": "x" }, date });
  const remote: Remote = { url: fixture.url };
  const resolved = await resolveRemote(remote, { branch: "main" });
  const folder = join(fixture.folder, "objects");
  const checkout = await fetchCheckout(remote, resolved, { folder, sparse: ["./apps/"] });
  expect(checkout.files.map(({ path }) => path)).toEqual(["apps/web.yaml"]);
  await expect(fetchCheckout(remote, resolved, { folder, sparse: ["apps", "nope"] })).rejects.toMatchObject({
    code: "folder-not-found",
    message: "sparse checkout dir 'nope' does not exist in repository",
  });
});

test("submodules appear with their files on demand", async ({ expect }) => {
  await using fixture = await createFixture();
  const library = await createRepository(join(fixture.folder, "repositories", "library.git"));
  const inner = await commitFiles(library, { message: "library", files: { "lib/x": "x" }, date });
  const modules = '[submodule "library"]\n\tpath = vendor/library\n\turl = ../library.git\n';
  const modulesCommit = { message: "use it", files: { ".gitmodules": modules, "z.yaml": "z" }, date };
  await commitFiles(fixture.fleet, { ...modulesCommit, modules: { "vendor/library": inner } });
  const remote: Remote = { url: fixture.url };
  const resolved = await resolveRemote(remote, { branch: "main" });
  const folder = join(fixture.folder, "objects");

  const without = await fetchCheckout(remote, resolved, { folder });
  expect(without.files.map(({ path }) => path)).toEqual([".gitmodules", "z.yaml"]);
  const within = await fetchCheckout(remote, resolved, { folder, submodules: true });
  expect(await contents(within)).toEqual({ ".gitmodules": modules, "vendor/library/lib/x": "x", "z.yaml": "z" });
});

test("local repositories need permission", async ({ expect }) => {
  await using fixture = await createFixture();
  const commit = await commitFiles(fixture.fleet, { message: "one", files, date });
  const url = `file://${fixture.fleet.folder}`;
  await expect(resolveRemote({ url }, { branch: "main" })).rejects.toMatchObject({ code: "unsupported" });
  const resolved = await resolveRemote({ url, allowFile: true }, { branch: "main" });
  expect(resolved.commit).toBe(commit);
  const folder = join(fixture.folder, "objects");
  const checkout = await fetchCheckout({ url, allowFile: true }, resolved, { folder });
  expect(await contents(checkout)).toEqual(files);
});

const basic = { kind: "basic", username: "ada", password: new Secret("s3cret") } as const;
const bearer = { kind: "bearer", token: new Secret("t0ken") } as const;

test.for([["basic", basic] as const, ["bearer", bearer] as const])(
  "%s credentials open a repository, others do not",
  async ([, credentials], { expect }) => {
    await using fixture = await createFixture({ credentials });
    const commit = await commitFiles(fixture.fleet, { message: "one", files, date });
    const remote: Remote = { url: fixture.url, credentials };
    expect(await resolveRemote(remote, { branch: "main" })).toMatchObject({ commit });
    for (const wrong of [{ url: fixture.url }, { url: fixture.url, credentials: { ...basic, username: "eve" } }]) {
      await expect(resolveRemote(wrong, { branch: "main" })).rejects.toMatchObject({
        code: "authentication",
        message: `unable to clone '${fixture.url}': authentication required: the server does not accept the credentials, or there are none`,
      });
    }
  },
);

test("credentials in a URL work and appear in no message", async ({ expect }) => {
  await using fixture = await createFixture({ credentials: basic });
  await commitFiles(fixture.fleet, { message: "one", files, date });
  const url = fixture.url.replace("//", "//ada:s3cret@");
  await expect(resolveRemote({ url }, { branch: "main" })).resolves.toMatchObject({ name: "refs/heads/main" });
  const missing = resolveRemote({ url: url.replace("fleet", "none") }, { branch: "main" });
  await expect(missing).rejects.toMatchObject({
    code: "repository-not-found",
    message: `unable to clone '${fixture.server.url}/none.git': repository not found`,
  });
});

const hostile: Record<string, { url: string; code: string }> = {
  "an option": { url: "--upload-pack=touch /tmp/x", code: "invalid-url" },
  "another transport": { url: "ext::sh -c touch% /tmp/x", code: "invalid-url" },
  "the short form of ssh": { url: "git@example.com:fleet.git", code: "invalid-url" },
  "a scheme that is not enabled": { url: "git://example.com/fleet.git", code: "unsupported" },
  "a line feed": { url: "https://example.com/x\ny", code: "invalid-url" },
};
test.for(Object.entries(hostile))("%s is not a URL to use", async ([, { url, code }], { expect }) => {
  await expect(resolveRemote({ url }, {})).rejects.toMatchObject({ code });
});

test("a remote without a commit is empty", async ({ expect }) => {
  await using fixture = await createFixture();
  await expect(resolveRemote({ url: fixture.url }, { branch: "main" })).rejects.toMatchObject({
    code: "empty-repository",
    message: "git repository is empty",
  });
});

test("a missing branch is named in full", async ({ expect }) => {
  await using fixture = await createFixture();
  await commitFiles(fixture.fleet, { message: "one", files, date });
  await expect(resolveRemote({ url: fixture.url }, { branch: "invalid" })).rejects.toMatchObject({
    code: "reference-not-found",
    message: `unable to clone '${fixture.url}': couldn't find remote ref "refs/heads/invalid"`,
  });
});
