import type { EventRecorder } from "./event.ts";

/** A recorder that hands every event to all of these. */
export function combineRecorders(...recorders: readonly EventRecorder[]): EventRecorder {
  return {
    record(event) {
      for (const recorder of recorders) recorder.record(event);
    },
    async flush() {
      await Promise.all(recorders.map((recorder) => recorder.flush()));
    },
    async close() {
      await Promise.all(recorders.map((recorder) => recorder.close()));
    },
  };
}
