import { CommandError } from "../program/errors.ts";

/** Starts a server on a port that a flag gives. @throws CommandError naming the flag when the port is taken. */
export async function onPort<T>(
  { port, flag, what }: { readonly port: number; readonly flag: string; readonly what: string },
  listen: (port: number) => Promise<T>,
): Promise<T> {
  try {
    return await listen(port);
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new CommandError(`port ${port} of ${what} is taken: choose another one with ${flag}, or 0 for any free one`, {
      cause: error,
    });
  }
}

function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as { readonly code?: string }).code === "EADDRINUSE" || isTaken(error.cause);
}
