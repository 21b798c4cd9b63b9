import type { StatusCondition } from "./kinds.ts";

/**
 * Conditions with one of them as it is now. It keeps its times as long as its status stays, and all of it as long as
 * nothing changes.
 */
export function withCondition(
  conditions: readonly StatusCondition[],
  wanted: StatusCondition,
  time: string,
): readonly StatusCondition[] {
  const at = conditions.findIndex(({ type }) => type === wanted.type);
  const known = conditions[at];
  const since = known?.status === wanted.status ? known.lastTransitionTime : undefined;
  const next = { ...wanted, lastTransitionTime: since ?? time };
  return known === undefined ? [...conditions, next] : conditions.with(at, next);
}

export function withoutCondition(conditions: readonly StatusCondition[], type: string): readonly StatusCondition[] {
  return conditions.filter((condition) => condition.type !== type);
}

export function conditionOf(
  conditions: readonly StatusCondition[] | undefined,
  type: string,
): StatusCondition | undefined {
  return conditions?.find((condition) => condition.type === type);
}
