import type { KubeObject } from "@flux-ts/base";
import type { Kustomization } from "@flux-ts/flux-api";
import type { Client } from "@flux-ts/kube";
import { scenarios } from "./scenarios.ts";
import type { Stage, StageHouse } from "./stage.ts";

/** What a user sees of a Kustomization at one moment, without what differs from run to run. */
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

/**
 * Plays all scenarios side by side before a controller that is at work on the cluster.
 *
 * @param finish ends the controller, once everything it has to tell is told.
 */
export async function recordScenarios(
  client: Client,
  stages: StageHouse,
  finish: () => Promise<void>,
): Promise<Recordings> {
  const names = Object.keys(scenarios);
  const states = await Promise.all(names.map((name) => recordStates(client, stages.stageOf(name), name)));
  await finish();
  const events = await client.list({ apiVersion: "v1", kind: "Event", namespace: "flux-system" });
  return Object.fromEntries(
    names.map((name, index) => [name, { states: states[index] ?? [], events: eventsOf(events.items, name) }]),
  );
}

async function recordStates(client: Client, stage: Stage, name: string): Promise<readonly StatusState[]> {
  const states: StatusState[] = [];
  const { name: _name, ...target } = stage.key;
  const stop = new AbortController();
  const synced = Promise.withResolvers<void>();
  const record = async (): Promise<void> => {
    const selected = { fieldSelector: `metadata.name=${name}`, signal: stop.signal };
    for await (const event of client.watch<Kustomization>(target, selected)) {
      if (event.type === "synced") synced.resolve();
      if (event.type !== "added" && event.type !== "modified") continue;
      const state = stateOf(event.object);
      if (JSON.stringify(state) !== JSON.stringify(states.at(-1))) states.push(state);
    }
  };
  const recorded = record().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  await synced.promise;
  await scenarios[name]?.(stage);
  stop.abort();
  await recorded;
  return states.filter(({ conditions }) => conditions.length > 0);
}

function stateOf({ status = {} }: Kustomization): StatusState {
  const { conditions = [], observedGeneration = 0, history = [], inventory } = status;
  return {
    conditions: conditions
      .map(({ type, status, reason, message }) => `${type} ${status} ${reason}: ${normalised(message)}`)
      .toSorted(),
    observedGeneration,
    attempted: status.lastAttemptedRevision ?? "",
    applied: status.lastAppliedRevision ?? "",
    inventory: (inventory?.entries ?? []).map(({ id }) => id),
    history: history.map(({ lastReconciledStatus }) => lastReconciledStatus),
  };
}

type Event = KubeObject & {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
};

function eventsOf(events: readonly Event[], name: string): readonly string[] {
  const own = events.filter(({ involvedObject: about }) => about?.kind === "Kustomization" && about.name === name);
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
    .replaceAll(/(sha1:\d)\d{39}/g, "$1")
    .trimEnd();
}
