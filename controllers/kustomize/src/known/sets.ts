import type { InputClosure } from "@flux-ts/kustomize";
import type { Build } from "../build/build.ts";
import type { AppliedObject } from "./applied.ts";

/** What is known of a Kustomization since it was applied: what it was made from, and what came of it. */
export interface KnownSet {
  /** See `digestSettings`. */
  readonly settings: string;
  /** Digest of the artifact that was built last, or found to build the same. */
  readonly artifact: string;
  readonly closure: InputClosure;
  /** See `digestClosure`. */
  readonly closureDigest: string;
  /** Digest of the manifests, as the history holds it. */
  readonly digest: string;
  readonly objects: readonly AppliedObject[];
  /** When all objects were last checked by the server, in milliseconds since the epoch. */
  readonly verifiedAt: number;
}

/** Keeps sets over the end of the process. What it loses costs dry-runs, nothing else. */
export interface SetStore {
  load(): Iterable<readonly [owner: string, set: KnownSet]>;
  /** Undefined forgets the owner. May write later. */
  save(owner: string, set: KnownSet | undefined): void;
  /** Writes what is still to be written. */
  close(): void;
}

const noStore: SetStore = { load: () => [], save: () => {}, close: () => {} };

/** Objects of builds that are held in memory, so that a correction need not build again. */
const maxHeldObjects = 20_000;

/** What is known of all Kustomizations, by owner. */
export class KnownSets {
  readonly #store: SetStore;
  readonly #sets: Map<string, KnownSet>;
  readonly #builds = new Map<string, Build>();
  /** Runs that changed nothing and were not told of, by owner. */
  readonly #quiet = new Map<string, number>();
  #held = 0;

  constructor(store: SetStore = noStore) {
    this.#store = store;
    this.#sets = new Map(store.load());
  }

  get(owner: string): KnownSet | undefined {
    return this.#sets.get(owner);
  }

  /** The objects of the known set, as long as they are held. */
  build(owner: string): Build | undefined {
    return this.#builds.get(owner);
  }

  put(owner: string, set: KnownSet, build?: Build): void {
    if (build) this.#hold(owner, build);
    if (this.#sets.get(owner) === set) return;
    this.#sets.set(owner, set);
    this.#store.save(owner, set);
  }

  /** From now on nothing is known: a write is about to happen. */
  drop(owner: string): void {
    this.#release(owner);
    if (this.#sets.delete(owner)) this.#store.save(owner, undefined);
  }

  forget(owner: string): void {
    this.drop(owner);
    this.#quiet.delete(owner);
  }

  /** One more run that is not told of. */
  countQuiet(owner: string): void {
    this.#quiet.set(owner, this.quiet(owner) + 1);
  }

  quiet(owner: string): number {
    return this.#quiet.get(owner) ?? 0;
  }

  resetQuiet(owner: string): void {
    this.#quiet.delete(owner);
  }

  close(): void {
    this.#store.close();
  }

  #hold(owner: string, build: Build): void {
    this.#release(owner);
    this.#builds.set(owner, build);
    this.#held += build.objects.length;
    for (const oldest of this.#builds.keys()) {
      if (this.#held <= maxHeldObjects) break;
      this.#release(oldest);
    }
  }

  #release(owner: string): void {
    this.#held -= this.#builds.get(owner)?.objects.length ?? 0;
    this.#builds.delete(owner);
  }
}
