/** The messages of cel-go's type checker. */
export function undeclared(name: string): string {
  return `undeclared reference to '${name}' (in container '')`;
}

export function undefinedField(name: string): string {
  return `undefined field '${name}'`;
}

export function notSelectable(type: string): string {
  // Kubernetes' own types are taken for messages that cannot be found.
  if (type.startsWith("kubernetes.")) return `unexpected failed resolution of '${type}'`;
  return `type '${type}' does not support field selection`;
}

export function mismatch(wanted: string, found: string): string {
  return `expected type '${wanted}' but found '${found}'`;
}

export function fieldMismatch(field: string, wanted: string, found: string): string {
  return `expected type of field '${field}' is '${wanted}' but provided type is '${found}'`;
}

export function notIterable(type: string): string {
  return `expression of type '${type}' cannot be range of a comprehension (must be list, map, or dynamic)`;
}

export function noOverload(name: string, args: readonly string[], member: boolean): string {
  const signature = member ? `${args[0]}.(${args.slice(1).join(", ")})` : `(${args.join(", ")})`;
  return `found no matching overload for '${name}' applied to '${signature}'`;
}
