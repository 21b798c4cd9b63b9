/** The messages of the API server about rules. */

/** The field of what concerns the object as a whole. */
export const noField = "<nil>";

export const objectTooExpensive =
  "validation failed due to running out of cost budget, no further validation rules will be run";

export function callTooExpensive(error: string, rule: string): string {
  return `'${error}': no further validation rules will be run due to call cost exceeds limit for rule: ${rule.trim()}`;
}

export function notCompiled(problem: string): string {
  return `rule compile error: ${problem}`;
}

export function notEvaluated(error: string, rule: string): string {
  return `${error} evaluating rule: ${rule.trim()}`;
}

export function failedRule(rule: string): string {
  return `failed rule: ${rule.trim()}`;
}

export const untypedRules =
  "Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations";

export function uncorrelated(list: string): string {
  return `oldSelf cannot be used on the uncorrelatable portion of the schema within ${list}`;
}

export const unusedOldSelf = "may not be set if oldSelf is not used in rule";

/** What costs too much. */
export const rule = "estimated rule cost";
export const messageExpression = "estimated messageExpression cost";
export const total = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";

export function overBudget(what: string, cost: bigint, budget: bigint): string {
  return `${what} exceeds budget by factor of ${factor(Number(cost) / Number(budget))} (${advice})`;
}

const advice =
  "try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared";

function factor(times: number): string {
  if (times > 100) return "more than 100x";
  return times < 1.5 ? `${times.toFixed(6)}x` : `${times.toFixed(1)}x`;
}

export const contributes = "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema";
