import { runGit } from "./process.ts";
import { gitEnvironment } from "./environment.ts";

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly at: Date;
}

export interface Commit {
  readonly hash: string;
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** Reads a commit of a local repository. */
export async function readCommit(folder: string, hash: string, signal?: AbortSignal): Promise<Commit> {
  const text = await runGit({ args: ["cat-file", "commit", hash], cwd: folder, env: gitEnvironment(), signal });
  return parseCommit(hash, text);
}

function parseCommit(hash: string, text: string): Commit {
  const blank = text.indexOf("\n\n");
  const [head, message] = blank < 0 ? [text, ""] : [text.slice(0, blank), text.slice(blank + 2)];
  return { hash, author: signatureOf(head, "author"), committer: signatureOf(head, "committer"), message };
}

function signatureOf(head: string, field: string): Signature {
  const match = new RegExp(`^${field} (.*?) ?<([^>]*)> (-?\\d+)`, "m").exec(head);
  return { name: match?.[1] ?? "", email: match?.[2] ?? "", at: new Date(Number(match?.[3] ?? 0) * 1000) };
}

const shortLength = 50;

/** The subject of a commit as events show it: its first 50 characters, then three dots. */
export function shortMessage({ message }: Pick<Commit, "message">): string {
  // Counted in code points as upstream counts runes.
  const subject = Array.from(message.split("\n", 1)[0] ?? "");
  return subject.length > shortLength ? `${subject.slice(0, shortLength).join("")}...` : subject.join("");
}
