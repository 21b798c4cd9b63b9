import { backoffDelay, type KubeObject, unreachable } from "@flux-ts/base";
import { ApiError, isGone } from "../errors.ts";

/**
 * How far a watch of a collection has come. What has to be done next follows from the state alone:
 * `empty` list from the beginning, `listing` fetch the next page, `listed` open the watch, `watching` read on.
 * The objects are not part of it: whoever keeps them gets facts.
 */
export type WatchState =
  | {
      readonly at: "empty";
      readonly trouble: Trouble;
      /** Asks for one answer without pages. */ readonly whole: boolean;
    }
  | { readonly at: "listing"; readonly trouble: Trouble; readonly continue: string }
  | { readonly at: "listed"; readonly trouble: Trouble; readonly resourceVersion: string }
  | {
      readonly at: "watching";
      readonly trouble: Trouble;
      readonly resourceVersion: string;
      /** Whether this connection has told anything yet. */
      readonly fruitful: boolean;
    };

interface Trouble {
  /** Failures in a row, without any progress in between. */
  readonly failures: number;
  /** The least to wait because of the last one. */
  readonly retryAfterMs: number;
  /** Whether consumers believe that the server cannot be watched. */
  readonly told: boolean;
}

/** What came back from doing it. */
export type WatchInput<T = KubeObject> =
  | {
      readonly type: "page";
      readonly objects: readonly T[];
      readonly resourceVersion: string;
      readonly continue: string | undefined;
    }
  | { readonly type: "opened" }
  | { readonly type: "put" | "drop"; readonly object: T; readonly resourceVersion: string }
  | { readonly type: "bookmark"; readonly resourceVersion: string }
  /** The server ended the watch in good order, as it does every few minutes. */
  | { readonly type: "closed" }
  | { readonly type: "failed"; readonly error: Error };

/** What whoever keeps the objects has to know of it. */
export type WatchFact<T = KubeObject> =
  | { readonly type: "page"; readonly first: boolean; readonly last: boolean; readonly objects: readonly T[] }
  | { readonly type: "put" | "drop"; readonly object: T }
  | { readonly type: "recovered" }
  | { readonly type: "failed"; readonly error: Error; readonly failures: number };

const calm: Trouble = { failures: 0, retryAfterMs: 0, told: false };
const silent: Trouble = { failures: 0, retryAfterMs: 1000, told: false };

export const initialState: WatchState = { at: "empty", trouble: calm, whole: false };

/**
 * The whole policy of a watch. An input that does not fit the state is a TypeError: the driver is wrong.
 * The fact is undefined where there is nothing to tell.
 */
export function step<T>(state: WatchState, input: WatchInput<T>): [fact: WatchFact<T> | undefined, state: WatchState] {
  if (input.type === "failed") return fail(state, input.error);
  switch (state.at) {
    case "empty":
    case "listing":
      return input.type === "page" ? turnPage(state, input) : misfit(state, input.type);
    case "listed":
      return input.type === "opened" ? open(state) : misfit(state, input.type);
    case "watching":
      return input.type === "page" || input.type === "opened" ? misfit(state, input.type) : hear(state, input);
    default:
      return unreachable(state);
  }
}

/** How long to wait after an input before doing what the state asks for, in milliseconds. */
export function pauseAfter(input: WatchInput["type"], { trouble }: WatchState, random: () => number): number {
  const { failures, retryAfterMs } = trouble;
  if (input !== "failed" && input !== "closed") return 0;
  if (failures === 0) return retryAfterMs;
  return Math.max(retryAfterMs, backoffDelay(failures, { minMs: 800, maxMs: 30_000, jitter: 1, random }));
}

type At<Name extends WatchState["at"]> = Extract<WatchState, { readonly at: Name }>;
type Input<T, Type extends WatchInput<T>["type"]> = Extract<WatchInput<T>, { readonly type: Type }>;

function turnPage<T>(
  { at, trouble }: At<"empty" | "listing">,
  { objects, resourceVersion, continue: token }: Input<T, "page">,
): [WatchFact<T>, WatchState] {
  const fact = { type: "page", first: at === "empty", last: token === undefined, objects } as const;
  if (token !== undefined) return [fact, { at: "listing", trouble, continue: token }];
  return [fact, { at: "listed", trouble: { ...trouble, told: false }, resourceVersion }];
}

function open<T>({ trouble, resourceVersion }: At<"listed">): [WatchFact<T> | undefined, WatchState] {
  const fact = trouble.told ? ({ type: "recovered" } as const) : undefined;
  return [fact, { at: "watching", trouble: { ...trouble, told: false }, resourceVersion, fruitful: false }];
}

function hear<T>(
  state: At<"watching">,
  input: Input<T, "put" | "drop" | "bookmark" | "closed">,
): [WatchFact<T> | undefined, WatchState] {
  const { resourceVersion, fruitful } = state;
  switch (input.type) {
    case "put":
    case "drop":
      return [{ type: input.type, object: input.object }, heard(input.resourceVersion)];
    case "bookmark":
      return [undefined, heard(input.resourceVersion)];
    case "closed":
      // A watch that ends without a word is opened again a little later: it may end at once each time.
      return [undefined, { at: "listed", trouble: fruitful ? calm : silent, resourceVersion }];
    default:
      return unreachable(input);
  }
}

function heard(resourceVersion: string): WatchState {
  return { at: "watching", trouble: calm, resourceVersion, fruitful: true };
}

function fail<T>(state: WatchState, error: Error): [WatchFact<T> | undefined, WatchState] {
  const trouble = {
    failures: state.trouble.failures + 1,
    retryAfterMs: error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0,
    told: state.trouble.told || !isGone(error),
  };
  if (isGone(error)) return [undefined, relist(state, trouble)];
  const fact = { type: "failed", error, failures: trouble.failures } as const;
  switch (state.at) {
    case "empty":
      return [fact, { ...state, trouble }];
    case "listing":
      // A token lives for minutes only: better from the beginning than from where it may be gone.
      return [fact, { at: "empty", trouble, whole: false }];
    case "listed":
    case "watching":
      return [fact, { at: "listed", trouble, resourceVersion: state.resourceVersion }];
    default:
      return unreachable(state);
  }
}

/** What we saw last is no longer kept. That is no failure, unless it happens without any progress in between. */
function relist(state: WatchState, trouble: Trouble): WatchState {
  switch (state.at) {
    case "watching":
      return { at: "empty", trouble: state.fruitful ? calm : trouble, whole: false };
    case "listing":
      return { at: "empty", trouble, whole: true };
    case "empty":
    case "listed":
      return { at: "empty", trouble, whole: false };
    default:
      return unreachable(state);
  }
}

function misfit(state: WatchState, input: string): never {
  throw new TypeError(`A watch that is "${state.at}" cannot take "${input}"`);
}
