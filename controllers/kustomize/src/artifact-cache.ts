import type { FileTree } from "@flux-ts/base";
import type { Artifact } from "@flux-ts/flux-api";

type Fetch = (artifact: Artifact, signal: AbortSignal) => Promise<FileTree>;

const capacity = 8;

/**
 * Unpacked artifacts by digest. Kustomizations of one source run at the same time: the artifact is fetched and
 * unpacked once for all of them.
 */
export class ArtifactCache {
  readonly #fetch: Fetch;
  readonly #trees = new Map<string, Promise<FileTree>>();

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  async get(artifact: Artifact, signal: AbortSignal): Promise<FileTree> {
    const known = this.#trees.get(artifact.digest);
    const tree = known ?? this.#start(artifact, signal);
    if (known) this.#keep(artifact.digest, known);
    try {
      return await tree;
    } catch (error) {
      signal.throwIfAborted();
      // Whoever started the fetch may have been interrupted: that is not this caller's failure.
      if (known) return await this.get(artifact, signal);
      throw error;
    }
  }

  #start(artifact: Artifact, signal: AbortSignal): Promise<FileTree> {
    const tree = this.#fetch(artifact, signal);
    this.#keep(artifact.digest, tree);
    tree.catch(() => {
      if (this.#trees.get(artifact.digest) === tree) this.#trees.delete(artifact.digest);
    });
    return tree;
  }

  /** Makes an entry the newest; the oldest go. */
  #keep(digest: string, tree: Promise<FileTree>): void {
    this.#trees.delete(digest);
    this.#trees.set(digest, tree);
    for (const oldest of this.#trees.keys()) {
      if (this.#trees.size <= capacity) break;
      this.#trees.delete(oldest);
    }
  }
}
