import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { gitEnvironment } from "../environment.ts";
import { runGit } from "../process.ts";

/** A bare repository on this disk. */
export interface LocalRepository {
  readonly folder: string;
}

export interface CommitOptions {
  /** @default "main" */
  readonly branch?: string;
  readonly message: string;
  /** Contents by path; null removes the file. */
  readonly files: { readonly [path: string]: string | Uint8Array | null };
  /** Whether the commit holds only these files. Without it, they change what the branch holds. @default false */
  readonly replace?: boolean;
  /** Paths among the files that are executable. */
  readonly executable?: readonly string[];
  /** Commits of other repositories by path: submodules. `.gitmodules` is a file like any other. */
  readonly modules?: { readonly [path: string]: string };
  readonly author?: { readonly name: string; readonly email: string };
  /** Time of author and committer. The same content, history, author and time give the same hash. @default now */
  readonly date?: Date;
}

/** Creates a bare repository whose default branch is `branch`; an existing one is left as it is. */
export async function createRepository(folder: string, branch = "main"): Promise<LocalRepository> {
  if ((await stat(join(folder, "HEAD")).catch(() => undefined)) === undefined) {
    await mkdir(folder, { recursive: true });
    const args = ["init", "--quiet", "--bare", "--template=", `--initial-branch=${branch}`, "."];
    await runGit({ args, cwd: folder, env: gitEnvironment() });
  }
  return { folder };
}

/** Commits files to a branch, creating it when there is none, and gives the hash of the commit. */
export async function commitFiles({ folder }: LocalRepository, options: CommitOptions): Promise<string> {
  const { branch = "main" } = options;
  const ref = `refs/heads/${branch}`;
  const parent = await readReference(folder, ref);
  const args = ["fast-import", "--quiet", "--done"];
  await runGit({ args, cwd: folder, env: gitEnvironment(), stdin: importStream(ref, parent, options) });
  const hash = await readReference(folder, ref);
  if (hash === undefined) throw new Error(`Commit to ${ref} left no reference`);
  return hash;
}

const defaultAuthor = { name: "flux-ts", email: "flux-ts@localhost" };

/** The commit in the language of `git fast-import`. */
function importStream(ref: string, parent: string | undefined, options: CommitOptions): Uint8Array {
  const { author = defaultAuthor, date = new Date(), message, files, executable = [], modules = {} } = options;
  const who = `${author.name} <${author.email}> ${Math.floor(date.getTime() / 1000)} +0000`;
  const parts: (string | Uint8Array)[] = [`commit ${ref}\nauthor ${who}\ncommitter ${who}\n`, ...dataOf(message)];
  if (parent !== undefined) parts.push(`from ${parent}\n`);
  if (options.replace === true) parts.push("deleteall\n");
  for (const [path, content] of Object.entries(files)) {
    if (content === null) {
      parts.push(`D ${quote(path)}\n`);
    } else {
      parts.push(`M ${executable.includes(path) ? "100755" : "100644"} inline ${quote(path)}\n`, ...dataOf(content));
    }
  }
  for (const [path, commit] of Object.entries(modules)) parts.push(`M 160000 ${commit} ${quote(path)}\n`);
  parts.push("done\n");
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

function dataOf(content: string | Uint8Array): (string | Uint8Array)[] {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, "\n"];
}

function quote(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}

/** Sets a reference by its full name, such as `refs/pull/1/head` or `refs/tags/v1.0.0`. */
export async function setReference({ folder }: LocalRepository, name: string, commit: string): Promise<void> {
  await runGit({ args: ["update-ref", name, commit], cwd: folder, env: gitEnvironment() });
}

/** Tags a commit with an annotated tag. */
export async function tagCommit(
  { folder }: LocalRepository,
  name: string,
  { commit, message, date = new Date() }: { readonly commit: string; readonly message: string; readonly date?: Date },
): Promise<void> {
  const who = `${defaultAuthor.name} <${defaultAuthor.email}> ${Math.floor(date.getTime() / 1000)} +0000`;
  const stdin = `object ${commit}\ntype commit\ntag ${name}\ntagger ${who}\n\n${message}\n`;
  const tag = await runGit({ args: ["mktag"], cwd: folder, env: gitEnvironment(), stdin });
  await setReference({ folder }, `refs/tags/${name}`, tag.trim());
}

/** The references of a local repository by full name. */
export async function readReferences(folder: string): Promise<ReadonlyMap<string, string>> {
  const args = ["for-each-ref", "--format=%(objectname) %(refname)"];
  const output = await runGit({ args, cwd: folder, env: gitEnvironment() });
  const lines = output.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => [line.slice(line.indexOf(" ") + 1), line.slice(0, line.indexOf(" "))]));
}

async function readReference(folder: string, name: string): Promise<string | undefined> {
  return (await readReferences(folder)).get(name);
}
