import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGitServer, createRepository } from "@flux-ts/git/server";
import type { GitServer, GitServerOptions, LocalRepository } from "@flux-ts/git/server";

export interface Fixture extends AsyncDisposable {
  /** A folder of its own, removed at the end. */
  readonly folder: string;
  readonly server: GitServer;
  /** The repository served as `fleet.git`. */
  readonly fleet: LocalRepository;
  /** Its URL. */
  readonly url: string;
}

/** A Git server with one empty repository, in a folder of its own. */
export async function createFixture(options: Omit<GitServerOptions, "root"> = {}): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), "flux-git-test-"));
  const root = join(folder, "repositories");
  const fleet = await createRepository(join(root, "fleet.git"));
  const server = await createGitServer({ root, ...options });
  return {
    folder,
    server,
    fleet,
    url: `${server.url}/fleet.git`,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const date = new Date("2026-01-02T03:04:05Z");
