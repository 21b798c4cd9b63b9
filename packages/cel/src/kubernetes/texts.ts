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
