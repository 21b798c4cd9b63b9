import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { commitFiles, createGitServer, createRepository } from "@flux-ts/git/server";
import type { Push } from "@flux-ts/git/server";
import { test } from "vitest";
import { createFixture, date } from "./fixture.ts";

const env = {
  PATH: process.env["PATH"],
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", args, { cwd, env });
  return stdout.trim();
}

test("plain git clones, edits and pushes, and the push is reported", async ({ expect }) => {
  const pushes: Push[] = [];
  await using fixture = await createFixture({ onPush: (push) => pushes.push(push) });
  const before = await commitFiles(fixture.fleet, {
    message: "one",
    files: { "apps/web.yaml": "replicas: 1\n" },
    date,
  });

  await git(fixture.folder, "clone", "--quiet", fixture.url, "work");
  const work = join(fixture.folder, "work");
  await writeFile(join(work, "apps", "web.yaml"), "replicas: 2\n");
  await git(work, "commit", "--quiet", "--all", "--message", "Scale up");
  await git(work, "push", "--quiet");
  const after = await git(work, "rev-parse", "HEAD");
  expect(pushes).toEqual([{ repository: "fleet.git", updates: [{ name: "refs/heads/main", before, after }] }]);

  await git(work, "push", "--quiet", "origin", "HEAD:refs/heads/next");
  await git(work, "push", "--quiet", "origin", ":refs/heads/next");
  expect(pushes.slice(1)).toEqual([
    { repository: "fleet.git", updates: [{ name: "refs/heads/next", after }] },
    { repository: "fleet.git", updates: [{ name: "refs/heads/next", before: after }] },
  ]);
});

test("a push that changes nothing is not reported, a rejected one neither", async ({ expect }) => {
  const pushes: Push[] = [];
  await using fixture = await createFixture({ onPush: (push) => pushes.push(push) });
  await commitFiles(fixture.fleet, { message: "one", files: { x: "1" }, date });
  await git(fixture.folder, "clone", "--quiet", fixture.url, "work");
  const work = join(fixture.folder, "work");
  await git(work, "push", "--quiet");
  await commitFiles(fixture.fleet, { message: "two", files: { x: "2" }, date });
  await writeFile(join(work, "x"), "3");
  await git(work, "commit", "--quiet", "--all", "--message", "Late");
  await expect(git(work, "push", "--quiet")).rejects.toThrow(/rejected/);
  expect(pushes).toEqual([]);
});

test("large pushes are compressed and bounded", async ({ expect }) => {
  await using fixture = await createFixture({ maxRequestBytes: 100_000 });
  await commitFiles(fixture.fleet, { message: "one", files: { x: "1" }, date });
  await git(fixture.folder, "clone", "--quiet", fixture.url, "work");
  const work = join(fixture.folder, "work");
  const noise = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index * 31 + (index >> 3)) % 251));
  await writeFile(join(work, "big"), noise);
  await git(work, "add", "big");
  await git(work, "commit", "--quiet", "--message", "Big");
  await git(work, "config", "core.compression", "0");
  await expect(git(work, "push", "--quiet")).rejects.toThrow();
});

// Whether processes can be listed: on Linux.
const lists = existsSync("/proc/self/cmdline");

test.runIf(lists)("a closed server leaves no git at work, also where a push was under way", async ({ expect }) => {
  await using fixture = await createFixture();
  const atWork = async (): Promise<string[]> => {
    const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const commands = processes.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => ""));
    return (await Promise.all(commands)).filter((command) => command.includes(fixture.fleet.folder));
  };
  const command = `${"0".repeat(40)} ${"1".repeat(40)} refs/heads/main\0 report-status`;
  const push = request(`${fixture.url}/git-receive-pack`, { method: "POST" }).on("error", () => {});
  push.write(`${(command.length + 4).toString(16).padStart(4, "0")}${command}0000`);
  // The head of a pack of one object, which never comes.
  push.write(Buffer.from("5041434b0000000200000001", "hex"));
  await expect.poll(atWork).not.toEqual([]);

  await fixture.server.close();
  expect(await atWork()).toEqual([]);
});

test("a read-only server refuses pushes", async ({ expect }) => {
  await using fixture = await createFixture({ readOnly: true });
  await commitFiles(fixture.fleet, { message: "one", files: { x: "1" }, date });
  await git(fixture.folder, "clone", "--quiet", fixture.url, "work");
  const work = join(fixture.folder, "work");
  await git(work, "commit", "--quiet", "--allow-empty", "--message", "No");
  await expect(git(work, "push", "--quiet")).rejects.toThrow(/403/);
});

test("nothing outside of the root is served", async ({ expect }) => {
  await using fixture = await createFixture();
  await createRepository(join(fixture.folder, "outside.git"));
  await symlink(join(fixture.folder, "outside.git"), join(fixture.folder, "repositories", "link.git"));
  await mkdir(join(fixture.folder, "repositories", "folder"));
  const paths = [
    "..%2foutside.git",
    "../outside.git",
    "link.git",
    "link",
    "folder",
    ".git",
    "fleet.git/objects",
    "x%00",
  ];
  const answers = paths.map(async (path) => {
    const response = await fetch(`${fixture.server.url}/${path}/info/refs?service=git-upload-pack`);
    return response.status;
  });
  expect(await Promise.all(answers)).toEqual(paths.map(() => 404));
});

test("where nothing is yet, nothing is found", async ({ expect }) => {
  await using fixture = await createFixture();
  await using server = await createGitServer({ root: join(fixture.folder, "nothing") });
  expect((await fetch(`${server.url}/fleet.git/info/refs?service=git-upload-pack`)).status).toBe(404);
});

test("what is not part of the protocol is not found", async ({ expect }) => {
  await using fixture = await createFixture();
  const urls = ["/", "/fleet.git/HEAD", "/fleet.git/info/refs", "/fleet.git/info/refs?service=git-upload-archive"];
  const answers = urls.map(async (url) => (await fetch(fixture.server.url + url)).status);
  expect(await Promise.all(answers)).toEqual([404, 404, 404, 404]);
});

test("programs in a served repository are not run", async ({ expect }) => {
  const pushes: Push[] = [];
  await using fixture = await createFixture({ onPush: (push) => pushes.push(push) });
  await commitFiles(fixture.fleet, { message: "one", files: { x: "1" }, date });
  await mkdir(join(fixture.fleet.folder, "hooks"), { recursive: true });
  await writeFile(join(fixture.fleet.folder, "hooks", "pre-receive"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  await git(fixture.folder, "clone", "--quiet", fixture.url, "work");
  const work = join(fixture.folder, "work");
  await git(work, "commit", "--quiet", "--allow-empty", "--message", "Yes");
  await git(work, "push", "--quiet");
  expect(pushes).toHaveLength(1);
});
