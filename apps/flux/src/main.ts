import { formatVersion } from "./version.ts";

const args = process.argv.slice(2);
if (args[0] === "--version" || args[0] === "-v") {
  process.stdout.write(`flux version ${formatVersion()}\n`);
} else {
  const [{ runFlux }, { stopSignal }] = await Promise.all([import("./program/run.ts"), import("./signals.ts")]);
  const { stdout, stderr, env } = process;
  process.exitCode = await runFlux(args, { stdout, stderr, env, signal: stopSignal() });
}
