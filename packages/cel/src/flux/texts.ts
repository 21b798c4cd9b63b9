/** Flux's messages about expressions. */
export function notParsed(expression: string, issues: string): string {
  return `failed to parse the CEL expression '${expression}': ${issues}`;
}

export function notEvaluated(expression: string, error: string): string {
  return `failed to evaluate the CEL expression '${expression}': ${error}`;
}

export function notBoolean(expression: string): string {
  return `failed to evaluate CEL expression as boolean: '${expression}'`;
}

export function wrongType(type: string): string {
  return `CEL expression output type mismatch: expected bool, got ${type}`;
}

export const noCurrent = "expression Current not specified";

export function badHealthExpression(name: string, message: string): string {
  return `failed to parse the expression ${name}: ${message}`;
}
