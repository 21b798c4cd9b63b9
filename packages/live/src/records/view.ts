import type { Client, Clock, ObjectKey, WatchEvent } from "@flux-ts/kube";
import { objectId } from "../object-id.ts";
import { Alarms } from "./alarms.ts";
import { compareRecords, drift, isEarlier } from "./compare.ts";
import type { Doubt } from "./compare.ts";
import { KindWatch } from "./kind-watch.ts";
import { afterFalseAlarm, unpaced } from "./pacing.ts";
import type { Pacing } from "./pacing.ts";
import type { LiveRecord, RecordRules } from "./record.ts";

export interface LiveViewOptions {
  /** The cluster, as the identity that applies. */
  readonly client: Pick<Client, "informer">;
  readonly clock: Clock;
  readonly rules: RecordRules;
  /** Selects all objects that anybody applies. */
  readonly labelSelector: string;
}

/** An object as it shall be, and how it looked when it was so. */
export interface KeptObject {
  readonly key: ObjectKey;
  /** Digest of what was applied. */
  readonly desired: string;
  /** Undefined when no watch can show the object, because it does not carry the owner labels. */
  readonly seen: LiveRecord | undefined;
}

interface Entry extends KeptObject {
  readonly owner: string;
  readonly pacing: Pacing;
  doubt: Doubt | undefined;
  /** Grows with every doubt that comes up, in the whole view. */
  since: number;
}

interface Owner {
  readonly entries: Map<string, Entry>;
  /** Runs under way on the owner: it is not told of what it is about to see itself. */
  busy: number;
}

/** A burst of changes is told as one. */
const gatherMs = 20;

/**
 * What became of the objects that owners keep, by watches of their metadata, without a request for any of them.
 * Whoever applies says with {@link LiveView.keep} how the objects are; the view tells when that is in doubt.
 */
export class LiveView {
  readonly #options: LiveViewOptions;
  readonly #owners = new Map<string, Owner>();
  /** Who keeps an object. */
  readonly #keepers = new Map<string, Set<Entry>>();
  readonly #watches = new Map<string, KindWatch>();
  readonly #listeners = new Set<(owner: string) => void>();
  readonly #alarms: Alarms;
  readonly #waiting = new Set<() => void>();
  #sequence = 0;

  constructor(options: LiveViewOptions) {
    this.#options = options;
    this.#alarms = new Alarms(options.clock, (owner) => this.#tell(owner));
  }

  /** Calls the listener with owners whose objects are in doubt, soon after the change. Returns what ends it. */
  subscribe(listener: (owner: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Replaces what is kept for an owner. What changed since `seen` is in doubt at once. */
  keep(owner: string, objects: readonly KeptObject[]): void {
    const { busy = 0, entries: old = new Map<string, Entry>() } = this.#owners.get(owner) ?? {};
    const entries = new Map<string, Entry>();
    for (const object of objects) {
      const id = objectId(object.key);
      const entry = this.#entryOf(owner, object, old.get(id));
      entries.set(id, entry);
      this.#enter(id, entry);
    }
    for (const [id, entry] of old) this.#leave(id, entry);
    this.#owners.set(owner, { entries, busy });
    for (const entry of entries.values()) this.#lookAt(entry);
  }

  keeps(owner: string): boolean {
    return this.#entriesOf(owner).length > 0;
  }

  forget(owner: string): void {
    this.#alarms.clear(owner);
    for (const [id, entry] of this.#owners.get(owner)?.entries ?? []) this.#leave(id, entry);
    this.#owners.delete(owner);
  }

  /** A run begins. Until it ends the owner is not told; then it is told of what came up meanwhile. */
  begin(owner: string): () => void {
    const { clock } = this.#options;
    const [start, startTime] = [this.#sequence, clock.now()];
    this.#setBusy(owner, 1);
    return () => {
      this.#setBusy(owner, -1);
      for (const entry of this.#entriesOf(owner)) {
        const hidden = entry.doubt?.kind === "suspect" && entry.pacing.notBefore > startTime;
        if (entry.doubt && (entry.since > start || hidden)) this.#alarm(entry);
      }
    };
  }

  /** Resolves when the state of all kept objects is known as far as it can be, at the latest after `timeoutMs`. */
  async ready(owner: string, { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number }): Promise<void> {
    const isStarting = (): boolean => this.#coverages(owner).some(({ state }) => state === "starting");
    if (!isStarting()) return;
    const timer = new AbortController();
    const timeout = this.#options.clock.sleep(timeoutMs, AbortSignal.any([signal, timer.signal])).catch(() => {});
    const known = Promise.withResolvers<void>();
    const look = (): void => {
      if (!isStarting()) known.resolve();
    };
    this.#waiting.add(look);
    await Promise.race([known.promise, timeout]);
    this.#waiting.delete(look);
    timer.abort();
    signal.throwIfAborted();
  }

  /** The objects of an owner that may be other than they shall be, by id. Suspicions that have to wait are not told. */
  doubts(owner: string): ReadonlyMap<string, Doubt> {
    const doubts = new Map<string, Doubt>();
    for (const [id, entry] of this.#owners.get(owner)?.entries ?? []) {
      const doubt = this.#doubtOf(entry);
      if (doubt) doubts.set(id, doubt);
    }
    return doubts;
  }

  /** Kinds of the owner's objects that cannot be watched, and why; in no particular order. */
  gaps(owner: string): ReadonlyMap<string, string> {
    const gaps = new Map<string, string>();
    for (const { key } of this.#entriesOf(owner)) {
      const coverage = this.#watchOf(key)?.coverage(key.namespace ?? "");
      if (coverage?.state === "none") gaps.set(key.kind, coverage.why);
    }
    return gaps;
  }

  /** How many kinds are watched. */
  get size(): number {
    return this.#watches.size;
  }

  async close(): Promise<void> {
    this.#alarms.clearAll();
    this.#listeners.clear();
    this.#owners.clear();
    this.#keepers.clear();
    const watches = [...this.#watches.values()];
    this.#watches.clear();
    await Promise.all(watches.map((watch) => watch.close()));
  }

  #entryOf(owner: string, { key, desired, seen }: KeptObject, old: Entry | undefined): Entry {
    const unchanged = old?.seen !== undefined && seen?.ownership === old.seen.ownership && desired === old.desired;
    const falseAlarm = unchanged && old.doubt?.kind === "suspect";
    const pacing = falseAlarm ? afterFalseAlarm(old.pacing, this.#options.clock.now()) : (old?.pacing ?? unpaced);
    return { key, desired, seen, owner, pacing, doubt: undefined, since: 0 };
  }

  #enter(id: string, entry: Entry): void {
    const keepers = this.#keepers.get(id) ?? new Set();
    this.#keepers.set(id, keepers.add(entry));
    if (entry.seen === undefined) return;
    const name = kindName(entry.key);
    const watch = this.#watches.get(name) ?? this.#open(name, entry.key);
    watch.use(entry.key.namespace ?? "");
  }

  #leave(id: string, entry: Entry): void {
    const keepers = this.#keepers.get(id);
    keepers?.delete(entry);
    if (keepers?.size === 0) this.#keepers.delete(id);
    if (entry.seen === undefined) return;
    const watch = this.#watchOf(entry.key);
    watch?.release(entry.key.namespace ?? "");
    if (!watch?.unused) return;
    this.#watches.delete(kindName(entry.key));
    void watch.close();
  }

  #open(name: string, { apiVersion, kind }: ObjectKey): KindWatch {
    const watch = new KindWatch(
      { apiVersion, kind },
      { ...this.#options, onEvent: (event) => this.#onEvent({ apiVersion, kind, name: "" }, event) },
    );
    this.#watches.set(name, watch);
    return watch;
  }

  #watchOf(key: ObjectKey): KindWatch | undefined {
    return this.#watches.get(kindName(key));
  }

  #onEvent(kind: ObjectKey, event: WatchEvent<LiveRecord>): void {
    if ("object" in event) {
      const { name, namespace } = event.object;
      const id = objectId({ ...kind, namespace, name });
      for (const entry of this.#keepers.get(id) ?? []) {
        this.#judge(entry, event.object, event.type === "deleted");
      }
      return;
    }
    if (event.type === "synced") this.#lookForAbsent(kindName(kind));
    for (const wake of this.#waiting) wake();
  }

  /** After a full list: what it lacks may be gone, or be made a moment ago. */
  #lookForAbsent(name: string): void {
    for (const keepers of this.#keepers.values()) {
      for (const entry of keepers) {
        if (kindName(entry.key) === name && !this.#lookAt(entry)) this.#setDoubt(entry, missing);
      }
    }
  }

  /** Compares an entry with what its watch holds. False when the watch should show the object and does not. */
  #lookAt(entry: Entry): boolean {
    const { key, seen } = entry;
    const { namespace = "", name } = key;
    const watch = this.#watchOf(key);
    if (seen === undefined || watch?.coverage(namespace).state !== "live") return true;
    const now = watch.get(namespace, name);
    const gone = now ? undefined : watch.tombstone(namespace, name);
    if (now) this.#judge(entry, now, false);
    else if (gone) this.#judge(entry, gone, true);
    return (now ?? gone) !== undefined;
  }

  #judge(entry: Entry, now: LiveRecord, isGone: boolean): void {
    const { seen } = entry;
    if (seen === undefined || isEarlier(now, seen)) return;
    const doubt = isGone ? drift("it was deleted, or its owner labels were") : compareRecords(seen, now);
    this.#setDoubt(entry, doubt);
  }

  #setDoubt(entry: Entry, doubt: Doubt | undefined): void {
    entry.doubt = doubt;
    if (doubt === undefined) return;
    entry.since = ++this.#sequence;
    this.#alarm(entry);
  }

  #doubtOf({ key, seen, doubt, pacing }: Entry): Doubt | undefined {
    if (doubt?.kind === "suspect" && pacing.notBefore > this.#options.clock.now()) return undefined;
    if (doubt !== undefined) return doubt;
    const coverage = seen && this.#watchOf(key)?.coverage(key.namespace ?? "");
    return coverage?.state === "live" ? undefined : { kind: "unwatched", what: "it is not watched" };
  }

  #coverages(owner: string) {
    return this.#entriesOf(owner).flatMap(({ key }) => this.#watchOf(key)?.coverage(key.namespace ?? "") ?? []);
  }

  #entriesOf(owner: string): readonly Entry[] {
    return [...(this.#owners.get(owner)?.entries.values() ?? [])];
  }

  #setBusy(owner: string, change: number): void {
    const known: Owner = this.#owners.get(owner) ?? { entries: new Map(), busy: 0 };
    known.busy += change;
    if (known.busy <= 0 && known.entries.size === 0) this.#owners.delete(owner);
    else this.#owners.set(owner, known);
  }

  /** Tells the owner soon, or when the suspicion may be told. */
  #alarm({ owner, doubt, pacing }: Entry): void {
    if ((this.#owners.get(owner)?.busy ?? 0) > 0) return;
    const soon = this.#options.clock.now() + gatherMs;
    this.#alarms.set(owner, doubt?.kind === "suspect" ? Math.max(soon, pacing.notBefore) : soon);
  }

  #tell(owner: string): void {
    const isBusy = (this.#owners.get(owner)?.busy ?? 0) > 0;
    if (isBusy || this.#entriesOf(owner).every(({ doubt }) => doubt === undefined)) return;
    for (const listener of this.#listeners) listener(owner);
  }
}

const missing: Doubt = { kind: "suspect", what: "it is not there" };

function kindName({ apiVersion, kind }: ObjectKey): string {
  return `${apiVersion}/${kind}`;
}
