import { createGitServer } from "@flux-ts/git/server";
import type { GitServer, GitServerOptions } from "@flux-ts/git/server";
import { onPort } from "../ports.ts";

/** The local Git server. */
export async function serveGit(options: GitServerOptions & { readonly port: number }): Promise<GitServer> {
  const where = { port: options.port, flag: "--git-port", what: "the Git server" };
  return await onPort(where, (port) => createGitServer({ ...options, port }));
}
