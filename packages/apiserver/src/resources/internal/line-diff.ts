/**
 * A unified diff of two texts with three lines around each change and without a head, as upstream's messages have it.
 * It finds what Python's difflib finds, after which upstream's own matcher is made.
 */
export function lineDiff(before: string, after: string): string {
  const [a, b] = [before.split("\n"), after.split("\n")];
  return hunksOf(opcodes(a, b))
    .map((hunk) => formatHunk(hunk, a, b))
    .join("");
}

const contextLines = 3;

/** A run of lines that stay, or that are replaced by others; ends are exclusive. */
interface Opcode {
  readonly same: boolean;
  readonly a: readonly [start: number, end: number];
  readonly b: readonly [start: number, end: number];
}

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

function opcodes(a: readonly string[], b: readonly string[]): readonly Opcode[] {
  const codes: Opcode[] = [];
  let [atA, atB] = [0, 0];
  const end: Match = { a: a.length, b: b.length, size: 0 };
  for (const match of [...matchingBlocks(a, b), end]) {
    if (atA < match.a || atB < match.b) codes.push({ same: false, a: [atA, match.a], b: [atB, match.b] });
    [atA, atB] = [match.a + match.size, match.b + match.size];
    if (match.size > 0) codes.push({ same: true, a: [match.a, atA], b: [match.b, atB] });
  }
  return codes;
}

interface Region {
  readonly a: readonly [start: number, end: number];
  readonly b: readonly [start: number, end: number];
}

/** The longest match first, then what matches on both sides of it; neighbours are joined. */
function matchingBlocks(a: readonly string[], b: readonly string[]): readonly Match[] {
  const places = placesOf(b);
  const found: Match[] = [];
  const waiting: Region[] = [{ a: [0, a.length], b: [0, b.length] }];
  for (let region = waiting.pop(); region !== undefined; region = waiting.pop()) {
    const match = longestMatch({ a, b, places }, region);
    if (match.size === 0) continue;
    found.push(match);
    waiting.push({ a: [region.a[0], match.a], b: [region.b[0], match.b] });
    waiting.push({ a: [match.a + match.size, region.a[1]], b: [match.b + match.size, region.b[1]] });
  }
  return joined(found.toSorted((x, y) => x.a - y.a || x.b - y.b));
}

function joined(matches: readonly Match[]): readonly Match[] {
  const blocks: Match[] = [];
  for (const match of matches) {
    const last = blocks.at(-1);
    if (last !== undefined && last.a + last.size === match.a && last.b + last.size === match.b) {
      blocks[blocks.length - 1] = { ...last, size: last.size + match.size };
    } else blocks.push(match);
  }
  return blocks;
}

/** In long texts, lines that are more than a hundredth of all are too common to find anything by. */
const longText = 200;

function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const known = places.get(line);
    if (known === undefined) places.set(line, [index]);
    else known.push(index);
  }
  if (lines.length < longText) return places;
  const most = Math.floor(lines.length / 100) + 1;
  return new Map([...places].filter(([, found]) => found.length <= most));
}

interface Texts {
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly places: ReadonlyMap<string, readonly number[]>;
}

/** The longest run of equal lines in a region, the first of several; common lines only make it longer. */
function longestMatch(texts: Texts, { a: [startA, endA], b: [startB, endB] }: Region): Match {
  let best: Match = { a: startA, b: startB, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = startA; i < endA; i++) {
    const next = new Map<number, number>();
    for (const j of texts.places.get(texts.a[i] as string) ?? []) {
      if (j < startB) continue;
      if (j >= endB) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  return extended(texts, best, { a: [startA, endA], b: [startB, endB] });
}

function extended({ a, b }: Texts, match: Match, region: Region): Match {
  let { a: atA, b: atB, size } = match;
  while (atA > region.a[0] && atB > region.b[0] && a[atA - 1] === b[atB - 1]) {
    atA--;
    atB--;
    size++;
  }
  while (atA + size < region.a[1] && atB + size < region.b[1] && a[atA + size] === b[atB + size]) size++;
  return { a: atA, b: atB, size };
}

/** Changes with what is around them; those that are near each other stand in one hunk. */
function hunksOf(codes: readonly Opcode[]): readonly (readonly Opcode[])[] {
  const hunks: Opcode[][] = [];
  let hunk: Opcode[] = [];
  for (const [index, code] of codes.entries()) {
    if (!code.same) {
      hunk.push(code);
      continue;
    }
    const { a, b } = code;
    const [first, last] = [index === 0, index === codes.length - 1];
    const whole = a[1] - a[0] <= 2 * contextLines;
    const tail = Math.min(a[1], a[0] + contextLines);
    const head = Math.max(a[0], a[1] - contextLines);
    if (first) hunk = [{ same: true, a: [head, a[1]], b: [b[1] - (a[1] - head), b[1]] }];
    else if (last) hunk.push({ same: true, a: [a[0], tail], b: [b[0], b[0] + (tail - a[0])] });
    else if (whole) hunk.push(code);
    else {
      hunks.push([...hunk, { same: true, a: [a[0], tail], b: [b[0], b[0] + contextLines] }]);
      hunk = [{ same: true, a: [head, a[1]], b: [b[1] - contextLines, b[1]] }];
    }
  }
  return hunk.some(({ same }) => !same) ? [...hunks, hunk] : hunks;
}

function formatHunk(hunk: readonly Opcode[], a: readonly string[], b: readonly string[]): string {
  const [first, last] = [hunk[0] as Opcode, hunk.at(-1) as Opcode];
  const head = `@@ -${rangeText(first.a[0], last.a[1])} +${rangeText(first.b[0], last.b[1])} @@\n`;
  const lines = hunk.flatMap((code) =>
    code.same
      ? a.slice(...code.a).map((line) => ` ${line}\n`)
      : [...a.slice(...code.a).map((line) => `-${line}\n`), ...b.slice(...code.b).map((line) => `+${line}\n`)],
  );
  return head + lines.join("");
}

function rangeText(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}
