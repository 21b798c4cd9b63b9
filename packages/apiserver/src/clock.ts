/** A timer that can be given up. Disposing it a second time does nothing. */
export interface Timer {
  [Symbol.dispose](): void;
}

/** The time and the timers of a server. Tests hand in one that they move by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs the callback once, `delayMs` from now. Timers never keep the process alive. */
  after(delayMs: number, run: () => void): Timer;
}

// Longer delays overflow the 32 bits of Node's timers and would fire at once.
const longestDelayMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  after: (delayMs, run) => {
    const timeout = setTimeout(run, Math.min(delayMs, longestDelayMs));
    timeout.unref();
    return { [Symbol.dispose]: () => clearTimeout(timeout) };
  },
};

/** A time as `metadata.creationTimestamp` has it: RFC 3339 in UTC without fractions. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}

// A busy server asks for the same second thousands of times.
let lastSecond = Number.NaN;
let lastText = "";
