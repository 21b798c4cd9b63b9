const graceMs = 1000;

/**
 * Fires on SIGINT or SIGTERM. A further one ends the process at once, but not within the first second: a terminal
 * signals npm and this process, and npm passes the signal on.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) return;
      stop.abort();
      setTimeout(() => process.removeAllListeners(name), graceMs).unref();
    });
  }
  return stop.signal;
}
