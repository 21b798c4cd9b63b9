import type { KubeObject } from "@flux-ts/base";
import type { WatchEvent } from "./event.ts";
import { type RunOptions, runWatch, type WatchSource } from "./run.ts";
import { ObjectStore } from "./store.ts";

/** The events of a watch, for as long as the consumer reads. */
export async function* watchEvents<T extends KubeObject>(
  source: WatchSource<T>,
  options: RunOptions,
): AsyncGenerator<WatchEvent<T>, void> {
  const store = new ObjectStore<T, T>({ transform: (object) => object });
  for await (const fact of runWatch(source, options)) yield* store.apply(fact);
}
