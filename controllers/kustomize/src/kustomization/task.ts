import { intervalOf } from "./spec.ts";
import type { Work } from "./ports.ts";
import type { KnownSet } from "../known/sets.ts";
import { keptObjects } from "../known/applied.ts";

/** What a run has to look at. */
export type Task =
  /** Every object is asked about: something is new, somebody asked, or it is time again. */
  | { readonly step: "verify-all" }
  /** These objects, by id, are in doubt. The others are as they were. */
  | { readonly step: "verify"; readonly ids: ReadonlySet<string> }
  /** Nothing has happened. */
  | { readonly step: "rest" };

/** How long a run waits for the first lists of what it watches. Later is too late: then the server is asked. */
const readyTimeoutMs = 10_000;

/** Decides what to look at, given what is known of the same inputs. */
export async function chooseTask(work: Work, known: KnownSet | undefined): Promise<Task> {
  const { run, ports, cluster, owner } = work;
  if (known === undefined || run.reason === "request") return { step: "verify-all" };
  if (run.reason !== "drift" && isDue(work, known)) return { step: "verify-all" };
  // After a restart: what was known before it.
  if (!cluster.live.keeps(owner)) cluster.live.keep(owner, keptObjects(known.objects));
  await cluster.live.ready(owner, { signal: run.signal, timeoutMs: readyTimeoutMs });
  const now = ports.clock.now();
  const doubts = [...cluster.live.doubts(owner)].filter(
    ([id, { kind }]) => run.reason !== "drift" || (kind !== "unwatched" && !ports.fights.isHeld(owner, id, now)),
  );
  for (const [id, { kind, what }] of doubts) run.log.info("object is looked at", { subject: id, doubt: kind, what });
  return doubts.length === 0 ? { step: "rest" } : { step: "verify", ids: new Set(doubts.map(([id]) => id)) };
}

/** Once in a while everything is verified. Owners are spread, so that they are not all due at the same time. */
function isDue({ ports, owner, object }: Work, { verifiedAt }: KnownSet): boolean {
  const { verifyEveryMs } = ports.policy;
  const spread = 0.8 + (0.2 * (sumOf(owner) % 100)) / 100;
  // A run that is early by the jitter of intervals counts as the one that is due.
  return ports.clock.now() + intervalOf(object) / 10 >= verifiedAt + verifyEveryMs * spread;
}

function sumOf(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index++) sum = (sum * 31 + text.charCodeAt(index)) % 1_000_003;
  return sum;
}
