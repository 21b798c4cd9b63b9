import { formatVersion } from "./version.ts";

const args = process.argv.slice(2);
if (args[0] === "--version" || args[0] === "-v") {
  process.stdout.write(`flux version ${formatVersion()}\n`);
} else {
  const { runFlux } = await import("./program/run.ts");
  const stop = new AbortController();
  // The first signal asks the command to end; the second ends the process, as it would by default.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
  const { stdout, stderr, env } = process;
  process.exitCode = await runFlux(args, { stdout, stderr, env, signal: stop.signal });
}
