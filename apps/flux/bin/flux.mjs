#!/usr/bin/env node
// `flux` under whatever Node starts it: one that cannot run TypeScript hands over to the Node of this project.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const main = new URL("../src/main.ts", import.meta.url);

if (process.features.typescript) {
  await import(main.href);
} else {
  handOver(createRequire(import.meta.url).resolve("node/bin/node"));
}

/** Runs the program in another process, which gets the signals and gives the exit code of this one. */
function handOver(node) {
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(name);
  });
}
