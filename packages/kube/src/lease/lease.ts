import { passCheckpoint } from "@flux-ts/base";
import type { ReachCheckpoint } from "@flux-ts/base";
import { KubeError, isAlreadyExists, isConflict } from "../errors.ts";
import type { Client } from "../client/client.ts";
import { type Clock, systemClock } from "../clock.ts";
import { type Claim, claimed, decide, isAlive, type Lease, observe, type Observation, released } from "./decide.ts";

export interface LeaseOptions {
  readonly namespace: string;
  readonly name: string;
  /** Unique to this process. */
  readonly identity: string;
  /** How long others wait for a holder that is silent. @default 15000 */
  readonly leaseDurationMs?: number;
  /** How long the holder tries to renew before it gives up leading; less than the duration. @default 10000 */
  readonly renewDeadlineMs?: number;
  /** Pause between two tries. @default 2000 */
  readonly retryPeriodMs?: number;
  readonly clock?: Clock;
  /** A number from 0 to 1, for jitter. @default Math.random */
  readonly random?: () => number;
  /** Ends the wait for the lease. */
  readonly signal?: AbortSignal;
  /** Whether to wait for a holder; where it says no, and the holder is at work, the wait fails. @default yes */
  readonly waitFor?: (holder: string) => boolean;
  /** Called when another holder is seen, and with our own identity when we hold it. */
  readonly onHolder?: (identity: string) => void;
  /** Called when a try fails, be it that the server cannot be reached or refuses; the next try follows. */
  readonly onError?: (error: Error) => void;
  /** @default nobody is told */
  readonly reach?: ReachCheckpoint;
}

/** A lease that is held and renewed in the background. */
export interface HeldLease {
  /** Fires with a KubeError `lease-lost` when it could not be renewed in time or somebody else took it. */
  readonly lost: AbortSignal;
  /**
   * Whether nobody else can hold it by now. It is false as soon as the time is over, also before `lost` fires: timers
   * are late after a process has stood still.
   */
  isHeld(): boolean;
  /** Stops renewing and gives the lease up, so that others need not wait for it to expire. */
  release(): Promise<void>;
}

/**
 * Waits until the lease is ours, then keeps it. Compatible with the leader election of client-go: either side waits
 * for the other.
 *
 * @throws the signal's reason when it aborts first; KubeError `lease-held` when a holder is at work that is not waited
 * for; RangeError when the periods do not fit each other.
 */
export async function acquireLease(client: Client, options: LeaseOptions): Promise<HeldLease> {
  const settings = withDefaults(options);
  checkPeriods(settings);
  const candidate = new Candidate(client, settings);
  const { clock, random, retryPeriodMs, signal } = settings;
  while (!(await candidate.try(signal))) {
    // As much jitter as client-go has, so that replicas do not come at the same time.
    await clock.sleep(retryPeriodMs * (1 + 1.2 * random()), signal);
  }
  settings.reach("lease/acquired");
  return hold(candidate, settings);
}

/**
 * Runs `work` while the lease is ours, then gives the lease up. The signal of `work` fires when the lease is lost or
 * `options.signal` aborts; `work` has to end then.
 *
 * @throws KubeError `lease-lost` when it was lost, and whatever `work` throws.
 */
export async function runAsLeader<R>(
  client: Client,
  options: LeaseOptions,
  work: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const lease = await acquireLease(client, options);
  const signals = options.signal ? [lease.lost, options.signal] : [lease.lost];
  try {
    const result = await work(AbortSignal.any(signals));
    lease.lost.throwIfAborted();
    return result;
  } finally {
    await lease.release();
  }
}

type Optional = "signal" | "onHolder" | "onError" | "waitFor";
type Settings = Required<Omit<LeaseOptions, Optional>> & Pick<LeaseOptions, Optional>;

function withDefaults(options: LeaseOptions): Settings {
  return {
    leaseDurationMs: 15_000,
    renewDeadlineMs: 10_000,
    retryPeriodMs: 2000,
    clock: systemClock,
    random: Math.random,
    reach: passCheckpoint,
    ...options,
  };
}

function checkPeriods({ leaseDurationMs, renewDeadlineMs, retryPeriodMs }: Settings): void {
  if (leaseDurationMs <= renewDeadlineMs) throw new RangeError("A lease must last longer than its renew deadline");
  if (renewDeadlineMs <= retryPeriodMs * 1.2)
    throw new RangeError("The renew deadline must allow for more than one try");
}

/** Somebody who wants the lease, and what it last saw of it. */
class Candidate {
  readonly #client: Client;
  readonly #settings: Settings;
  #seen: Observation | undefined;
  #holder: string | undefined;
  #renewedAt = 0;

  constructor(client: Client, settings: Settings) {
    this.#client = client;
    this.#settings = settings;
  }

  /** One try to take or renew it; false also when the server cannot be reached. */
  async try(signal: AbortSignal | undefined): Promise<boolean> {
    const call = signal ? { signal } : {};
    try {
      // While it is ours and valid nobody else writes it: no need to read it first.
      if (!this.#isOurs() || !(await this.#write(call))) {
        await this.#look(call);
        if (!this.#mayTake() || !(await this.#write(call))) return false;
      }
      this.#note(this.#settings.identity);
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof KubeError && error.code === "lease-held") throw error;
      this.#report(error);
      return false;
    }
  }

  /** Whether nobody else may have taken it since it was last renewed. */
  isHeld(): boolean {
    const { clock, leaseDurationMs } = this.#settings;
    return this.#isOurs() && clock.now() < this.#renewedAt + leaseDurationMs;
  }

  /** Who holds it, as far as this candidate has seen. */
  get holder(): string | undefined {
    return this.#holder;
  }

  /** Gives it up if it is still ours. Failing that, others wait until it expires. */
  async release(): Promise<void> {
    if (!this.#seen || !this.#isOurs()) return;
    try {
      await this.#client.update(released(this.#seen.lease, this.#settings.clock.now()));
    } catch (error) {
      this.#report(error);
    }
    this.#seen = undefined;
  }

  #isOurs(): boolean {
    return this.#seen?.lease.spec?.holderIdentity === this.#settings.identity;
  }

  #mayTake(): boolean {
    const { clock, identity } = this.#settings;
    const next = decide(this.#seen, identity, clock.now());
    if (next.step === "wait") this.#note(next.holder);
    return next.step !== "wait";
  }

  async #look(call: { readonly signal?: AbortSignal }): Promise<void> {
    const { namespace, name, clock } = this.#settings;
    const key = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace, name };
    const lease = await this.#client.find<Lease>(key, call);
    const before = this.#seen;
    this.#seen = lease && observe(before, lease, clock.now());
    if (this.#seen) this.#refuse(before, this.#seen);
  }

  #refuse(before: Observation | undefined, seen: Observation): void {
    const { identity, waitFor, clock, namespace, name } = this.#settings;
    const holder = seen.lease.spec?.holderIdentity ?? "";
    if (holder === "" || holder === identity || waitFor === undefined || waitFor(holder)) return;
    if (!isAlive(before, seen, clock.now())) return;
    throw new KubeError("lease-held", `"${holder}" holds the lease "${namespace}/${name}"`);
  }

  /** False when somebody else was faster. */
  async #write(call: { readonly signal?: AbortSignal }): Promise<boolean> {
    const { clock } = this.#settings;
    const claim: Claim = this.#settings;
    // Others count from when they see the renewal, which is later.
    const begin = clock.now();
    const lease = claimed(this.#seen, claim, begin);
    try {
      const written = this.#seen ? await this.#client.update(lease, call) : await this.#client.create(lease, call);
      this.#seen = observe(this.#seen, written, clock.now());
      this.#renewedAt = begin;
      return true;
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error)) return false;
      throw error;
    }
  }

  #report(error: unknown): void {
    if (!(error instanceof Error)) throw error;
    this.#settings.onError?.(error);
  }

  #note(holder: string): void {
    if (holder === this.#holder) return;
    this.#holder = holder;
    this.#settings.onHolder?.(holder);
  }
}

function hold(candidate: Candidate, settings: Settings): HeldLease {
  const lost = new AbortController();
  const stopping = new AbortController();
  const renewing = renew(candidate, settings, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) lost.abort(error);
  });
  return {
    lost: lost.signal,
    isHeld: () => !lost.signal.aborted && candidate.isHeld(),
    async release() {
      stopping.abort();
      await renewing;
      if (!lost.signal.aborted) await candidate.release();
    },
  };
}

/** Renews until somebody else holds it or the deadline passes, and throws then. */
async function renew(candidate: Candidate, settings: Settings, signal: AbortSignal): Promise<never> {
  const { clock, retryPeriodMs, renewDeadlineMs, identity, reach } = settings;
  let deadline = clock.now() + renewDeadlineMs;
  for (;;) {
    await clock.sleep(retryPeriodMs, signal);
    const renewed = await tryUntil(deadline, candidate, { ...settings, signal });
    if (renewed) {
      deadline = clock.now() + renewDeadlineMs;
      reach("lease/renewed");
    } else if (candidate.holder !== identity || clock.now() >= deadline) throw lostError(candidate, settings);
  }
}

/** One try that ends at the deadline: a request that hangs must not keep us leading when others do by then. */
async function tryUntil(deadline: number, candidate: Candidate, settings: Settings): Promise<boolean> {
  const { clock, signal } = settings;
  const ending = new AbortController();
  const stop = (): void => ending.abort(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  const timer = new AbortController();
  clock.sleep(Math.max(0, deadline - clock.now()), timer.signal).then(
    () => ending.abort(lostError(candidate, settings)),
    () => {}, // the try ended first
  );
  try {
    return await candidate.try(ending.signal);
  } finally {
    timer.abort();
    signal?.removeEventListener("abort", stop);
  }
}

function lostError({ holder }: Candidate, { namespace, name, identity }: Settings): KubeError {
  const why = holder === identity ? "it could not be renewed in time" : `"${holder}" holds it`;
  return new KubeError("lease-lost", `Lost the lease "${namespace}/${name}": ${why}`);
}
