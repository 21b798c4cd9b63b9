import type { JsonObject, KubeObject } from "@flux-ts/base";
import { findCondition } from "@flux-ts/controller";
import type { GitRepository, GitRepositorySpec } from "@flux-ts/flux-api";
import { commitFiles, createRepository } from "@flux-ts/git/server";
import type { LocalRepository } from "@flux-ts/git/server";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { join } from "node:path";
import { untilAtRest } from "../rest.ts";

const namespace = "flux-system";
const timeoutMs = 45_000;
const requestAnnotation = "reconcile.fluxcd.io/requestedAt";

export interface GitStageOptions {
  readonly client: Client;
  /** Folder of the repositories, and the URL under which they are served. */
  readonly repositories: string;
  readonly url: string;
}

/** Plays the user for one GitRepository with a repository of its own. */
export class GitStage {
  readonly key: ObjectKey;
  readonly #options: GitStageOptions;
  #repository: LocalRepository | undefined;
  #commits = 0;

  constructor(name: string, options: GitStageOptions) {
    this.key = { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", namespace, name };
    this.#options = options;
  }

  /** Commits to the branch `main`. Nobody is told. */
  async commit(files: { readonly [path: string]: string | null } = { "a.txt": "a" }): Promise<void> {
    const { repositories } = this.#options;
    this.#repository ??= await createRepository(join(repositories, `${this.key.name}.git`));
    this.#commits += 1;
    await commitFiles(this.#repository, { files, message: `commit ${this.#commits}` });
  }

  async create(spec: Partial<GitRepositorySpec> = {}): Promise<void> {
    const { apiVersion, kind, name } = this.key;
    const url = `${this.#options.url}/${name}.git`;
    const full = { interval: "10m", url, ref: { branch: "main" }, ...spec };
    await this.#options.client.create({ apiVersion, kind, metadata: { namespace, name }, spec: full });
  }

  async change(patch: JsonObject): Promise<void> {
    await this.#options.client.patch(this.key, { type: "merge", patch });
  }

  async request(token: string): Promise<void> {
    await this.change({ metadata: { annotations: { [requestAnnotation]: token } } });
    await this.until((object) => object?.status?.lastHandledReconcileAt === token);
  }

  async delete(): Promise<void> {
    await this.#options.client.delete(this.key);
    await this.until((object) => object === undefined);
  }

  async until(predicate: (object: GitRepository | undefined) => boolean): Promise<void> {
    await this.#options.client.waitFor<GitRepository>(this.key, predicate, { timeoutMs });
    await this.#rest();
  }

  async untilReady(): Promise<void> {
    await this.until((object) => readyOf(object)?.status === "True");
  }

  async untilFailed(): Promise<void> {
    await this.until((object) => readyOf(object)?.status === "False");
  }

  async #rest(): Promise<void> {
    await untilAtRest(this.#options.client, this.key);
  }
}

function readyOf(object: (KubeObject & Pick<GitRepository, "status">) | undefined) {
  return findCondition(object?.status?.conditions, "Ready");
}
