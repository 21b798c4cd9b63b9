import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { commitFiles, createGitServer, createRepository } from "@flux-ts/git/server";
import { Secret } from "@flux-ts/base";
import { test as base } from "vitest";
import { flux } from "../cluster.ts";

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest wants the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "flux-start-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

const git = (...args: readonly string[]) => promisify(execFile)("git", args);
const anyPorts = ["--api-port=0", "--git-port=0", "--artifact-port=0"];

const configMap = (name: string): string =>
  `{ apiVersion: v1, kind: ConfigMap, metadata: { name: ${name}, namespace: default } }\n`;

const child = `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: child, namespace: flux-system }
spec: { interval: 5m, path: ./child, prune: true, sourceRef: { kind: GitRepository, name: flux-system } }
`;

/** Lines of an output, with hashes and ports replaced. */
function linesOf(output: string, folder: string): string[] {
  return output
    .replaceAll(folder, "FOLDER")
    .replace(/127\.0\.0\.1:\d+/g, "HOST")
    .replace(/sha1:[0-9a-f]{40}/g, "sha1:HASH")
    .replace(/ in [\d.]+m?s$/gm, " in TIME")
    .trimEnd()
    .split("\n");
}

test("--once runs the sample until it is ready", async ({ folder, expect }) => {
  const { exitCode, stdout, stderr } = await flux(["start", "--once", "--dir", folder, ...anyPorts]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const lines = linesOf(stdout, folder);
  expect(lines.slice(0, 4)).toEqual([
    "Kubernetes API: https://HOST",
    "Kubeconfig: FOLDER/kubeconfig",
    "Git repository: http://HOST/fleet.git",
    "Log: FOLDER/flux.log",
  ]);
  expect(lines).toContain("✔ Kustomization/flux-system/infrastructure ready: main@sha1:HASH (3 objects)");
  expect(lines.at(-1)).toBe("✔ fleet ready: main@sha1:HASH (1 source, 3 Kustomizations, 9 objects) in TIME");
  expect((await stat(join(folder, "kubeconfig"))).mode & 0o777).toBe(0o600);
});

test("a commit in a local repository is followed until the user ends it", async ({ folder, expect }) => {
  const repository = await createRepository(join(folder, "own"), "trunk");
  await commitFiles(repository, { branch: "trunk", message: "one", files: { "root/a.yaml": configMap("a") } });
  const stop = new AbortController();
  const steps = [
    () =>
      commitFiles(repository, {
        branch: "trunk",
        message: "two",
        files: { "root/b.yaml": child, "child/c.yaml": configMap("c") },
      }),
    () => Promise.resolve(stop.abort()),
  ];
  let ready = 0;
  const args = ["start", "--git", repository.folder, "--path=root", "--dir", join(folder, "state"), ...anyPorts];
  const { exitCode, stdout } = await flux(args, {
    signal: stop.signal,
    onOutput: ({ stdout }) => {
      const count = stdout.split("✔ fleet ready").length - 1;
      if (count === ready) return;
      ready = count;
      void steps.shift()?.();
    },
  });
  expect(exitCode).toBe(0);
  const readyLines = linesOf(stdout, folder).filter((line) => line.includes("fleet ready"));
  expect(readyLines).toEqual([
    "✔ fleet ready: trunk@sha1:HASH (1 source, 1 Kustomization, 1 object) in TIME",
    "✔ fleet ready: trunk@sha1:HASH (1 source, 2 Kustomizations, 3 objects) in TIME",
  ]);
  expect(stdout).toContain(`commit in ${repository.folder}: the cluster follows at once`);
});

test("of a linked work tree what is committed on its own branch counts", async ({ folder, expect }) => {
  const repository = await createRepository(join(folder, "own"));
  await commitFiles(repository, { message: "one", files: { "root/a.yaml": configMap("a") } });
  const tree = join(folder, "tree");
  await git("-C", repository.folder, "worktree", "add", "--quiet", "-b", "topic", tree, "main");
  await writeFile(join(tree, "root", "b.yaml"), configMap("b"));
  await git("-C", tree, "add", "root/b.yaml");
  await git("-C", tree, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "two");
  await writeFile(join(tree, "root", "c.yaml"), configMap("c"));
  const args = ["start", "--once", "--git", tree, "--path=root", "--dir", join(folder, "state"), ...anyPorts];
  const { exitCode, stdout, stderr } = await flux(args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(linesOf(stdout, folder).at(-1)).toBe(
    "✔ fleet ready: topic@sha1:HASH (1 source, 1 Kustomization, 2 objects) in TIME",
  );
});

test("a fleet may use the accounts of Flux's own controllers", async ({ folder, expect }) => {
  const own = join(folder, "own");
  await mkdir(join(own, "child"), { recursive: true });
  const asController = child.replace("{ interval: 5m,", "{ interval: 5m, serviceAccountName: kustomize-controller,");
  await writeFile(join(own, "child", "a.yaml"), configMap("a"));
  await writeFile(join(own, "kustomization.yaml"), "resources: [child.yaml]\n");
  await writeFile(join(own, "child.yaml"), asController);
  const { exitCode, stderr } = await flux([
    "start",
    "--once",
    "--git",
    own,
    "--dir",
    join(folder, "state"),
    ...anyPorts,
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
});

test("--once fails with the reasons when the time is over", async ({ folder, expect }) => {
  const args = ["start", "--once", "--path=./nope", "--timeout=5s", "--dir", folder, ...anyPorts];
  const { exitCode, stderr } = await flux(args);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr:
      "✗ Kustomization/flux-system/flux-system failed: ArtifactFailed: kustomization path not found: './nope' does not exist in the source\n" +
      "✗ the fleet is not ready within 5s\n",
  });
});

test("credentials go into a Secret, and nowhere else", async ({ folder, expect }) => {
  const repository = await createRepository(join(folder, "remote", "fleet.git"));
  await commitFiles(repository, { message: "one", files: { "a.yaml": configMap("a") } });
  const credentials = { kind: "basic", username: "bob", password: new Secret("pa55word") } as const;
  await using server = await createGitServer({ root: join(folder, "remote"), credentials });
  const state = join(folder, "state");
  const url = `${server.url.replace("//", "//bob:pa55word@")}/fleet.git`;
  const { exitCode, stdout, stderr } = await flux(["start", "--once", "--git", url, "--dir", state, ...anyPorts]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const lines = linesOf(stdout, folder);
  expect(lines[2]).toBe("Git repository: http://HOST/fleet.git");
  expect(lines.at(-1)).toBe("✔ fleet ready: main@sha1:HASH (1 source, 1 Kustomization, 1 object) in TIME");
  expect(stdout).not.toContain("pa55word");
  expect(await readFile(join(state, "flux.log"), "utf8")).not.toContain("pa55word");

  const refused = await flux(["start", "--once", "--git", url.replace("55", "66"), "--dir", state, ...anyPorts]);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/^✗ .*authenti/i);
  expect(refused.stderr).not.toContain("pa66word");
});

test("a folder that another process uses is refused", async ({ folder, expect }) => {
  await writeFile(join(folder, "lock"), String(process.ppid));
  const { exitCode, stderr } = await flux(["start", "--once", "--dir", folder, ...anyPorts]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `✗ "${folder}" is in use by process ${process.ppid}: stop it, or choose another folder with --dir\n`,
  });
});

test("a taken port is named with its flag", async ({ folder, expect }) => {
  await using server = await createGitServer({ root: folder });
  const { port } = new URL(server.url);
  for (const flag of ["--api-port", "--git-port", "--artifact-port"]) {
    const { exitCode, stderr } = await flux(["start", "--once", "--dir", folder, ...anyPorts, flag, port]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^✗ port ${port} of the [A-Za-z ]+ is taken: choose another one with ${flag}, or 0 for any free one\n$`,
      ),
    );
  }
});

test("files of a folder that is no repository are followed as they are saved", async ({ folder, expect }) => {
  const own = join(folder, "own");
  await mkdir(join(own, "root"), { recursive: true });
  await writeFile(join(own, "root", "a.yaml"), configMap("a"));
  await writeFile(join(own, "root", "ignored.yaml"), "not: [yaml");
  await writeFile(join(own, ".gitignore"), "ignored.yaml\n");
  const stop = new AbortController();
  const steps = [
    () => writeFile(join(own, "root", "b.yaml"), configMap("b")),
    () => rm(join(own, "root", "a.yaml")),
    () => Promise.resolve(stop.abort()),
  ];
  const objects: (string | undefined)[] = [];
  // The state folder lies within: what the run itself writes is no change.
  const args = ["start", "--git", own, "--path=root", "--dir", join(own, "state"), ...anyPorts];
  const { exitCode, stdout } = await flux(args, {
    signal: stop.signal,
    onOutput: ({ stdout }) => {
      const ready = stdout.match(/fleet ready: .*/g) ?? [];
      if (ready.length === objects.length) return;
      objects.push(/\d+ objects?/.exec(ready.at(-1) ?? "")?.[0]);
      void steps.shift()?.();
    },
  });
  expect({ exitCode, objects }).toEqual({ exitCode: 0, objects: ["1 object", "2 objects", "1 object"] });
  expect(stdout).toContain(`edit files in ${own}: the cluster follows at once`);
});

const refusedFolders = {
  "there is no such folder": { args: [], message: (folder: string) => `"${folder}" is no folder: check --git` },
  "a branch is asked of no repository": {
    args: ["--branch=main"],
    message: (folder: string) =>
      `"${folder}" is no Git repository: there is nothing to choose with --branch, --tag or --commit`,
  },
};

test.for(Object.entries(refusedFolders))(
  "a folder is refused when %s",
  async ([, { args, message }], { folder, expect }) => {
    const own = join(folder, "own");
    if (args.length > 0) await mkdir(own);
    const state = join(folder, "state");
    const { exitCode, stderr } = await flux(["start", "--once", "--git", own, "--dir", state, ...args, ...anyPorts]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `✗ ${message(own)}\n` });
  },
);
