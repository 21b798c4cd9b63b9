import { quoted } from "./print.ts";

/** What a value does not meet, with the reasons of subschemas under it. */
export interface Fault {
  /** A JSON pointer to the value. */
  readonly at: string;
  readonly text: string;
  readonly causes: readonly Fault[];
  /** Whether it only holds several faults of one schema together. */
  readonly isGroup?: boolean;
}

export function fault(at: string, text: string, causes: readonly Fault[] = []): Fault {
  return { at, text, causes };
}

/** The faults that one schema has with one value, as one: several become the causes of a common one. */
export function grouped(at: string, faults: readonly Fault[]): readonly Fault[] {
  return faults.length > 1 ? [{ at, text: "validation failed", causes: faults, isGroup: true }] : faults;
}

/** Faults of a single value are not held together when there is nothing else. */
export function unwrapped(faults: readonly Fault[]): readonly Fault[] {
  const [first] = faults;
  return faults.length === 1 && first?.isGroup ? first.causes : faults;
}

/** A line per fault, causes two spaces deeper. */
export function formatFaults(faults: readonly Fault[], indent = ""): string {
  return faults
    .map(({ at, text, causes }) => `${indent}- at ${quoted(at)}: ${text}\n${formatFaults(causes, `${indent}  `)}`)
    .join("");
}
