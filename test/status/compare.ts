import type { Recording } from "./record.ts";

/** What ours shows otherwise than upstream, on purpose or because a text holds what only a folder on disk has. */
export interface TextDifference {
  readonly why: string;
  /** Brings a text of upstream's to ours, an event that ours does not tell to nothing. */
  readonly upstream?: readonly [pattern: RegExp, replacement: string];
  /** Brings a text of ours to upstream's. */
  readonly ours?: readonly [pattern: RegExp, replacement: string];
  /** A text in a state of ours that upstream does not show; it lasts so short that it is not always seen. */
  readonly passing?: string;
}

export interface Comparison {
  /** What differs, in words; empty when nothing does. */
  readonly findings: readonly string[];
  /** The differences that were found where they were expected. */
  readonly used: ReadonlySet<TextDifference>;
}

/**
 * Compares one scenario. Ours must end as upstream does, go through none but upstream's states, in upstream's order,
 * and show none but upstream's texts and the same events. It may leave out states in between.
 */
export function compareRecordings(
  ours: Recording,
  upstream: Recording,
  differences: readonly TextDifference[],
): Comparison {
  const used = new Set<TextDifference>();
  const adapt = (text: string, side: "ours" | "upstream"): string => {
    let adapted = text;
    for (const difference of differences) {
      const [pattern, replacement] = difference[side] ?? [/^\b$/, ""];
      const next = adapted.replace(pattern, replacement);
      if (next !== adapted) used.add(difference);
      adapted = next;
    }
    return adapted;
  };
  const left = adapted(withoutPassing(ours, differences), (text) => adapt(text, "ours"));
  const right = adapted(upstream, (text) => adapt(text, "upstream"));
  return { findings: [...wrongEnd(left, right), ...wrongStates(left, right), ...wrongTexts(left, right)], used };
}

function withoutPassing({ states, events }: Recording, differences: readonly TextDifference[]): Recording {
  const passing = new Set(differences.flatMap(({ passing }) => passing ?? []));
  return { states: states.filter(({ conditions }) => !conditions.some((text) => passing.has(text))), events };
}

function adapted({ states, events }: Recording, adapt: (text: string) => string): Recording {
  const adaptedStates = states.map((state) => ({ ...state, conditions: state.conditions.map(adapt) }));
  return { states: adaptedStates, events: events.map(adapt).filter((text) => text !== "") };
}

function wrongEnd(ours: Recording, upstream: Recording): string[] {
  const [left, right] = [ours.states.at(-1), upstream.states.at(-1)].map((state) =>
    JSON.stringify(state, undefined, 1),
  );
  return left === right ? [] : [`ends as ${left}\nupstream ends as ${right}`];
}

/** Only generation, types, statuses and reasons: texts are looked at by themselves. */
function wrongStates(ours: Recording, upstream: Recording): string[] {
  const [left, right] = [ours, upstream].map(outlinesOf);
  let from = 0;
  for (const outline of left ?? []) {
    const found = right?.indexOf(outline, from) ?? -1;
    if (found < 0) return [`shows ${outline}, which upstream does not show after ${right?.[from - 1] ?? "nothing"}`];
    from = found;
  }
  return [];
}

function outlinesOf({ states }: Recording): readonly string[] {
  const outlines = states.map(
    ({ conditions, observedGeneration }) =>
      `${conditions.map((text) => text.replace(/:.*$/s, "")).join(", ")} at generation ${observedGeneration}`,
  );
  return outlines.filter((outline, index) => outline !== outlines[index - 1]);
}

function wrongTexts(ours: Recording, upstream: Recording): string[] {
  const known = new Set(upstream.states.flatMap(({ conditions }) => conditions));
  const texts = ours.states.flatMap(({ conditions }) => conditions).filter((text) => !known.has(text));
  const surplus = ours.events.filter((event) => !upstream.events.includes(event));
  const missing = upstream.events.filter((event) => !ours.events.includes(event));
  return [
    ...[...new Set(texts)].map((text) => `shows "${text}"`),
    ...surplus.map((event) => `tells "${event}"`),
    ...missing.map((event) => `does not tell "${event}"`),
  ];
}
