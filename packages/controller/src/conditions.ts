import type { Condition } from "@flux-ts/base";

/** What a condition says, without when it was said. */
export interface ConditionState {
  readonly status: Condition["status"];
  readonly reason: string;
  readonly message: string;
}

/** Conditions to set by type; null removes the condition. */
export type ConditionChanges = { readonly [type: string]: ConditionState | null };

/** When, and about which generation of the object, a condition is stated. */
export interface Stamp {
  readonly now: Date;
  readonly generation: number | undefined;
}

/**
 * The conditions with one set. Its transition time moves only when status, reason or message change; its observed
 * generation is always that of the stamp. The result is in upstream's order, see {@link sortConditions}.
 */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
  state: ConditionState,
  stamp: Stamp,
): readonly Condition[] {
  const old = findCondition(conditions, type);
  const message = trimMessage(state.message);
  const same = old?.status === state.status && old.reason === state.reason && old.message === message;
  const condition: Condition = {
    type,
    status: state.status,
    reason: state.reason,
    message,
    lastTransitionTime: same ? old.lastTransitionTime : formatTime(stamp.now),
    ...(stamp.generation !== undefined && { observedGeneration: stamp.generation }),
  };
  return sortConditions([...withoutCondition(conditions, type), condition]);
}

export function withoutCondition(conditions: readonly Condition[] | undefined, type: string): readonly Condition[] {
  return (conditions ?? []).filter((condition) => condition.type !== type);
}

export function withConditions(
  conditions: readonly Condition[] | undefined,
  changes: ConditionChanges,
  stamp: Stamp,
): readonly Condition[] {
  return Object.entries(changes).reduce<readonly Condition[]>(
    (result, [type, state]) =>
      state === null ? withoutCondition(result, type) : withCondition(result, type, state, stamp),
    conditions ?? [],
  );
}

export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** The condition of this type, when it has this status. */
export function conditionIs(
  conditions: readonly Condition[] | undefined,
  type: string,
  status: Condition["status"],
): boolean {
  return findCondition(conditions, type)?.status === status;
}

const leading: readonly string[] = ["Stalled", "Reconciling", "Ready"];

/**
 * Upstream's order: Stalled, Reconciling, Ready, then the others, those about the newest generation first, by name.
 */
function sortConditions(conditions: readonly Condition[]): readonly Condition[] {
  return conditions.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) || (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0) || (a.type < b.type ? -1 : 1),
  );
}

function rankOf({ type }: Condition): number {
  const index = leading.indexOf(type);
  return index < 0 ? leading.length : index;
}

/** The API server refuses longer messages. */
const maxMessageLength = 32_768;

function trimMessage(message: string): string {
  if (message.length <= maxMessageLength) return message;
  return `${message.slice(0, maxMessageLength - 3)}...`;
}

/** A time as Kubernetes writes it: UTC, whole seconds. */
export function formatTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}
