import { test } from "vitest";
import { formatDuration, parseDuration } from "@flux-ts/base";

const durations: Record<string, number> = {
  "0s": 0,
  "1ns": 1e-6,
  "1.5µs": 0.0015,
  "250ms": 250,
  "1.5s": 1500,
  "1m0s": 60_000,
  "1h30m0s": 5_400_000,
  "-2s": -2000,
  "48h0m0.5s": 172_800_500,
};
test.for(Object.entries(durations))("%s is read and printed as Go does", ([text, ms], { expect }) => {
  expect(parseDuration(text)).toBeCloseTo(ms, 9);
  expect(formatDuration(ms)).toBe(text);
});

const otherSpellings: Record<string, number> = {
  "0": 0,
  "+1m": 60_000,
  ".5h": 1_800_000,
  "1us": 0.001,
  "1h1h": 7_200_000,
};
test.for(Object.entries(otherSpellings))("%s is read", ([text, ms], { expect }) => {
  expect(parseDuration(text)).toBeCloseTo(ms, 9);
});

const refused: Record<string, string> = {
  "": 'time: invalid duration ""',
  "5": 'time: missing unit in duration "5"',
  "1x": 'time: invalid duration "1x"',
  "1 m": 'time: invalid duration "1 m"',
  m: 'time: invalid duration "m"',
};
test.for(Object.entries(refused))("%j is refused in Go's words", ([text, message], { expect }) => {
  expect(() => parseDuration(text)).toThrow(message);
});
