import { ApiError } from "@flux-ts/kube";
import { expect, test } from "vitest";
import {
  initialState,
  pauseAfter,
  step,
  type WatchFact,
  type WatchInput,
  type WatchState,
} from "../../src/watch/machine.ts";

const calm = { failures: 0, retryAfterMs: 0, told: false };
const once = { failures: 1, retryAfterMs: 0, told: true };
const silentlyOnce = { ...once, told: false };
const broken = new Error("broken");
const gone = new ApiError({ code: 410, reason: "Expired", message: "too old resource version" });
const busy = new ApiError({ code: 429, reason: "TooManyRequests", message: "busy" }, { retryAfterMs: 5000 });

const empty = (changes: object = {}): WatchState => ({ at: "empty", trouble: calm, whole: false, ...changes });
const listing = (changes: object = {}): WatchState => ({ at: "listing", trouble: calm, continue: "c1", ...changes });
const listed = (changes: object = {}): WatchState => ({
  at: "listed",
  trouble: calm,
  resourceVersion: "7",
  ...changes,
});
const watching = (changes: object = {}): WatchState => ({
  at: "watching",
  trouble: calm,
  resourceVersion: "7",
  fruitful: false,
  ...changes,
});

interface Case {
  readonly state: WatchState;
  readonly input: WatchInput<string>;
  readonly fact?: WatchFact<string>;
  readonly next: WatchState;
}

const cases: Record<string, Case> = {
  "a list of one page is complete": {
    state: initialState,
    input: { type: "page", objects: ["a"], resourceVersion: "7", continue: undefined },
    fact: { type: "page", first: true, last: true, objects: ["a"] },
    next: listed(),
  },
  "a first page with a token asks for the next": {
    state: initialState,
    input: { type: "page", objects: ["a"], resourceVersion: "7", continue: "c1" },
    fact: { type: "page", first: true, last: false, objects: ["a"] },
    next: listing(),
  },
  "a list after failures tells itself that it works again": {
    state: empty({ trouble: once }),
    input: { type: "page", objects: [], resourceVersion: "7", continue: undefined },
    fact: { type: "page", first: true, last: true, objects: [] },
    next: listed({ trouble: silentlyOnce }),
  },
  "the last page completes the list": {
    state: listing(),
    input: { type: "page", objects: ["b"], resourceVersion: "7", continue: undefined },
    fact: { type: "page", first: false, last: true, objects: ["b"] },
    next: listed(),
  },
  "a page that fails starts the list again": {
    state: listing(),
    input: { type: "failed", error: broken },
    fact: { type: "failed", error: broken, failures: 1 },
    next: empty({ trouble: once }),
  },
  "a token that expires asks for everything in one answer": {
    state: listing(),
    input: { type: "failed", error: gone },
    next: empty({ trouble: silentlyOnce, whole: true }),
  },
  "a list that fails is tried again the same way": {
    state: empty({ whole: true, trouble: once }),
    input: { type: "failed", error: broken },
    fact: { type: "failed", error: broken, failures: 2 },
    next: empty({ whole: true, trouble: { ...once, failures: 2 } }),
  },
  "what the server asks to wait is remembered": {
    state: empty(),
    input: { type: "failed", error: busy },
    fact: { type: "failed", error: busy, failures: 1 },
    next: empty({ trouble: { ...once, retryAfterMs: 5000 } }),
  },
  "the watch opens at the version of the list": { state: listed(), input: { type: "opened" }, next: watching() },
  "a watch that opens after failures tells so": {
    state: listed({ trouble: once }),
    input: { type: "opened" },
    fact: { type: "recovered" },
    next: watching({ trouble: silentlyOnce }),
  },
  "a watch that does not open keeps its place": {
    state: listed(),
    input: { type: "failed", error: broken },
    fact: { type: "failed", error: broken, failures: 1 },
    next: listed({ trouble: once }),
  },
  "a watch refused as too old lists again": {
    state: listed(),
    input: { type: "failed", error: gone },
    next: empty({ trouble: silentlyOnce }),
  },
  "a change moves the place and ends all trouble": {
    state: watching({ trouble: once }),
    input: { type: "put", object: "a", resourceVersion: "9" },
    fact: { type: "put", object: "a" },
    next: watching({ resourceVersion: "9", fruitful: true }),
  },
  "a deletion moves the place": {
    state: watching(),
    input: { type: "drop", object: "a", resourceVersion: "9" },
    fact: { type: "drop", object: "a" },
    next: watching({ resourceVersion: "9", fruitful: true }),
  },
  "a bookmark moves the place without a word": {
    state: watching(),
    input: { type: "bookmark", resourceVersion: "12" },
    next: watching({ resourceVersion: "12", fruitful: true }),
  },
  "a watch that the server ends goes on from its place": {
    state: watching({ resourceVersion: "12", fruitful: true }),
    input: { type: "closed" },
    next: listed({ resourceVersion: "12" }),
  },
  "a watch that ends without a word waits a second": {
    state: watching(),
    input: { type: "closed" },
    next: listed({ trouble: { ...calm, retryAfterMs: 1000 } }),
  },
  "a watch that breaks goes on from its place": {
    state: watching({ resourceVersion: "12", fruitful: true }),
    input: { type: "failed", error: broken },
    fact: { type: "failed", error: broken, failures: 1 },
    next: listed({ resourceVersion: "12", trouble: once }),
  },
  "a watch told that it is too old lists again at once": {
    state: watching({ fruitful: true }),
    input: { type: "failed", error: gone },
    next: empty(),
  },
  "a watch too old from its first word on backs off": {
    state: watching(),
    input: { type: "failed", error: gone },
    next: empty({ trouble: silentlyOnce }),
  },
};

test.for(Object.entries(cases))("%s", ([, { state, input, fact, next }]) => {
  expect(step(state, input)).toEqual([fact, next]);
});

test("an input that does not fit the state is the driver's fault", () => {
  expect(() => step(listed(), { type: "closed" })).toThrow(TypeError);
  expect(() => step(initialState, { type: "opened" })).toThrow(TypeError);
  expect(() => step(watching(), { type: "opened" })).toThrow(TypeError);
});

const pauses: Record<string, { input: WatchInput["type"]; state: WatchState; want: number }> = {
  "progress needs no pause": { input: "page", state: listed({ trouble: once }), want: 0 },
  "the first failure pauses shortly": { input: "failed", state: listed({ trouble: once }), want: 800 },
  "failures in a row pause twice as long each": {
    input: "failed",
    state: listed({ trouble: { ...once, failures: 4 } }),
    want: 6400,
  },
  "no pause is longer than half a minute": {
    input: "failed",
    state: listed({ trouble: { ...once, failures: 40 } }),
    want: 30_000,
  },
  "the server's wish is a lower bound": {
    input: "failed",
    state: empty({ trouble: { ...once, retryAfterMs: 5000 } }),
    want: 5000,
  },
  "a watch that ended in good order is opened at once": { input: "closed", state: listed(), want: 0 },
};

test.for(Object.entries(pauses))("%s", ([, { input, state, want }]) => {
  expect(pauseAfter(input, state, () => 0)).toBe(want);
});
