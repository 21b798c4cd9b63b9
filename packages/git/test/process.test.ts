import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { Secret } from "@flux-ts/base";
import { fetchCheckout, resolveRemote } from "@flux-ts/git";
import { commitFiles } from "@flux-ts/git/server";
import { afterEach, test } from "vitest";
import { createFixture, date } from "./fixture.ts";

const path = process.env["PATH"] ?? "";

afterEach(() => {
  process.env["PATH"] = path;
});

/** Puts a git before the real one that writes down how it was called. */
async function recordGit(folder: string): Promise<() => Promise<string>> {
  const { stdout } = await promisify(execFile)("/bin/sh", ["-c", "command -v git"]);
  const [bin, record] = [join(folder, "bin"), join(folder, "record")];
  await mkdir(bin);
  const script = `#!/bin/sh\n{ echo "call $*"; env; } >> '${record}'\nexec '${stdout.trim()}' "$@"\n`;
  await writeFile(join(bin, "git"), script, { mode: 0o755 });
  process.env["PATH"] = bin + delimiter + path;
  return () => readFile(record, "utf8");
}

const credentials = { kind: "basic", username: "ada", password: new Secret("s3cret") } as const;

test("a look at a remote is one git, which writes nothing", async ({ expect }) => {
  await using fixture = await createFixture();
  await commitFiles(fixture.fleet, { message: "one", files: { x: "1" }, date });
  const record = await recordGit(fixture.folder);
  await resolveRemote({ url: fixture.url }, { branch: "main" });
  const calls = (await record()).split("\n").filter((line) => line.startsWith("call "));
  // The others are the git of the server.
  expect(calls.filter((line) => !line.includes("--stateless-rpc"))).toEqual([
    `call ls-remote --quiet --heads -- ${fixture.url}`,
  ]);
});

test("secrets are in no argument, and git hears of no setting but ours", async ({ expect }) => {
  process.env["GIT_CONFIG_GLOBAL"] = "/etc/hostile";
  process.env["GIT_SSH_COMMAND"] = "hostile";
  await using fixture = await createFixture({ credentials });
  await commitFiles(fixture.fleet, { message: "one", files: { x: "1" }, date });
  const record = await recordGit(fixture.folder);
  const remote = { url: fixture.url.replace("//", "//ada:s3cret@") };
  await using checkout = await fetchCheckout(remote, await resolveRemote(remote, { branch: "main" }));
  delete process.env["GIT_CONFIG_GLOBAL"];
  delete process.env["GIT_SSH_COMMAND"];
  expect(checkout.files).toHaveLength(1);
  const recorded = await record();
  const calls = recorded.split("\n").filter((line) => line.startsWith("call "));
  expect(calls.filter((line) => /s3cret|Authorization/.test(line))).toEqual([]);
  expect(recorded).toContain("GIT_CONFIG_GLOBAL=/dev/null");
  expect(recorded).not.toContain("hostile");
});
