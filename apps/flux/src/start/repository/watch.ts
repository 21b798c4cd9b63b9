import { watch } from "node:fs";
import type { FSWatcher } from "node:fs";

export interface WatchedPath {
  readonly path: string;
  /** Whether what lies below counts. @default false */
  readonly recursive?: boolean;
  /** Whether a change of this path, relative to the watched one, is nothing to look at. */
  readonly ignore?: (changed: string) => boolean;
}

export interface WatchOptions {
  /** Looks at what has changed. Never called twice at the same time; its errors go to `onError`. */
  readonly look: () => Promise<void>;
  readonly onError: (error: Error) => void;
}

/** How long writes may go on before they are looked at: git writes several files per commit, editors several per save. */
const settleMs = 50;

/** Calls `look` each time changes of the paths have settled, until it is disposed. */
export function watchPaths(paths: readonly WatchedPath[], { look, onError }: WatchOptions): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      looking = looking
        .then(look)
        .catch((error: unknown) => onError(error instanceof Error ? error : new Error(String(error))));
    }, settleMs);
  };
  const watchers = paths.map(({ path, recursive = false, ignore }): FSWatcher => {
    const watcher = watch(path, { recursive }, (_event, changed) => {
      if (changed === null || ignore?.(changed) !== true) later();
    });
    return watcher.on("error", onError);
  });
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
