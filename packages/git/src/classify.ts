import { maskUrls } from "@flux-ts/base";
import { GitError } from "./errors.ts";
import type { GitErrorCode } from "./errors.ts";
import { messages } from "./messages.ts";
import { GitProcessError } from "./process.ts";

interface Rule {
  /** Matches what git printed in the C locale. */
  readonly when: RegExp;
  readonly code: GitErrorCode;
  /** What the user reads; without it, git's own words. */
  readonly say?: string;
}

// First match wins. A server that wants other credentials makes git ask for a name, which is disabled.
const rules: readonly Rule[] = [
  {
    when: /could not read (Username|Password)|Authentication failed|returned error: 401/,
    code: "authentication",
    say: "authentication required: the server does not accept the credentials, or there are none",
  },
  {
    when: /returned error: 403/,
    code: "authentication",
    say: "authorization failed: the credentials do not allow to read the repository",
  },
  { when: /returned error: 407|from proxy after CONNECT/i, code: "network", say: "the proxy refuses the connection" },
  {
    when: /repository '.*' not found|returned error: 404|does not appear to be a git repository|not a git repository/,
    code: "repository-not-found",
    say: "repository not found",
  },
  { when: /couldn't find remote ref/, code: "reference-not-found" },
  {
    when: /not our ref|unadvertised object|upload-pack: not our/,
    code: "reference-not-found",
    say: "object not found: the server does not have the commit, or does not hand it out",
  },
  { when: /certificate|SSL|TLS|schannel/i, code: "tls" },
  {
    when: /Could not resolve|Failed to connect|Connection (refused|reset|timed out)|unable to connect|early EOF|hung up|RPC failed|Empty reply|Couldn't connect|returned error: (5\d\d|429)/i,
    code: "network",
  },
  { when: /transport '.*' not allowed/, code: "unsupported" },
];

/** Words of git's first complaint without its labels and without the URL, which the message names already. */
function complaint(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => /^(fatal|error|remote): ./.test(line));
  const line = lines.find((line) => line.startsWith("fatal:")) ?? lines[0] ?? stderr.trim();
  return line
    .replace(/^(fatal|error|remote): /, "")
    .replace(/^unable to access '[^']*': /, "")
    .trim();
}

/** The error a user reads for a git that failed on a remote. `url` must hold no credentials. */
export function classify(url: string, error: unknown): unknown {
  if (!(error instanceof GitProcessError)) return error;
  const rule = rules.find(({ when }) => when.test(error.stderr));
  const cause = rule?.say ?? maskUrls(complaint(error.stderr) || `git ended with code ${error.exitCode}`);
  return new GitError(rule?.code ?? "failed", messages.unableToClone(url, cause), { cause: error });
}
