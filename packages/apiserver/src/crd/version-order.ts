const pattern = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;
const stages: { readonly [stage: string]: number } = { alpha: 1, beta: 2, "": 3 };

/** The order of preference of versions: `v2`, `v1`, `v2beta1`, `v1alpha2`, then everything else by name. */
export function compareVersions(a: string, b: string): number {
  const [ofA, ofB] = [pattern.exec(a), pattern.exec(b)];
  if (ofA === null || ofB === null) return ofA === ofB ? compareText(a, b) : ofA === null ? 1 : -1;
  return rank(ofB, 2) - rank(ofA, 2) || rank(ofB, 1) - rank(ofA, 1) || rank(ofB, 3) - rank(ofA, 3);
}

function rank(match: RegExpExecArray, part: number): number {
  return part === 2 ? (stages[match[2] ?? ""] as number) : Number(match[part] ?? 0);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
