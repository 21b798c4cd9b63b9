import type { Condition, KubeObject } from "@flux-ts/base";
import type { Client, Target } from "@flux-ts/kube";

/** What a user sees of an object at one moment, without what differs from run to run. */
export interface StatusState {
  /** `TYPE STATUS REASON: MESSAGE`, sorted. */
  readonly conditions: readonly string[];
  readonly observedGeneration: number;
  readonly attempted: string;
  readonly applied: string;
  readonly inventory: readonly string[];
  /** How the runs of the history ended, latest first. */
  readonly history: readonly string[];
}

export interface Recording {
  /** Each state once, in order. */
  readonly states: readonly StatusState[];
  /** `TYPE REASON: MESSAGE`, each once, sorted. */
  readonly events: readonly string[];
}

export type Recordings = { readonly [scenario: string]: Recording };

/** One scenario in a line. */
export function formatRecordings(recordings: Recordings): string {
  const lines = Object.entries(recordings).map(([scenario, recording]) => JSON.stringify({ scenario, ...recording }));
  return `${lines.join("\n")}\n`;
}

export function parseRecordings(text: string): Recordings {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Recording & { readonly scenario: string });
  return Object.fromEntries(lines.map(({ scenario, ...recording }) => [scenario, recording]));
}

/** One scenario: what befalls an object whose name is that of the scenario. */
export interface Play {
  /** The kind whose object is looked at. */
  readonly target: Target;
  act(): Promise<void>;
  stateOf(object: KubeObject): StatusState;
}

/**
 * Plays scenarios side by side before a controller that is at work on the cluster.
 *
 * @param finish ends the controller, once everything it has to tell is told.
 */
export async function recordPlays(
  client: Client,
  plays: ReadonlyMap<string, Play>,
  finish: () => Promise<void>,
): Promise<Recordings> {
  const recordings = await Promise.all(
    [...plays].map(async ([name, play]) => ({ name, play, states: await recordStates(client, name, play) })),
  );
  await finish();
  const { items } = await client.list({ apiVersion: "v1", kind: "Event", namespace: "flux-system" });
  return Object.fromEntries(
    recordings.map(({ name, play, states }) => [name, { states, events: eventsOf(items, play.target.kind, name) }]),
  );
}

async function recordStates(client: Client, name: string, play: Play): Promise<readonly StatusState[]> {
  const states: StatusState[] = [];
  const stop = new AbortController();
  const synced = Promise.withResolvers<void>();
  const record = async (): Promise<void> => {
    const selected = { fieldSelector: `metadata.name=${name}`, signal: stop.signal };
    for await (const event of client.watch(play.target, selected)) {
      if (event.type === "synced") synced.resolve();
      if (event.type !== "added" && event.type !== "modified") continue;
      const state = play.stateOf(event.object);
      if (JSON.stringify(state) !== JSON.stringify(states.at(-1))) states.push(state);
    }
  };
  const recorded = record().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  await synced.promise;
  await play.act();
  stop.abort();
  await recorded;
  return states.filter(({ conditions }) => conditions.length > 0);
}

export function linesOf(conditions: readonly Condition[]): readonly string[] {
  return conditions
    .map(({ type, status, reason, message }) => `${type} ${status} ${reason}: ${normalised(message)}`)
    .toSorted();
}

type Event = KubeObject & {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
};

function eventsOf(events: readonly Event[], kind: string, name: string): readonly string[] {
  const own = events.filter(({ involvedObject: about }) => about?.kind === kind && about.name === name);
  return [
    ...new Set(own.map(({ type, reason, message = "" }) => `${type} ${reason}: ${normalised(message)}`)),
  ].toSorted();
}

/** Without durations, paths of temporary folders and addresses. */
function normalised(text: string): string {
  return text
    .replaceAll(/\/[^\s:'"]*\/kustomization-\d+/g, "<tmp>")
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "<server>")
    .replaceAll(/\b(in|after) [\d.]+(?:ms|µs|s|m[\d.]*s?)/g, "$1 <time>")
    .replaceAll(/(sha1:\d)\d{39}\b/g, "$1")
    .replaceAll(/sha1:[0-9a-f]{40}/g, "sha1:<commit>")
    .trimEnd();
}
