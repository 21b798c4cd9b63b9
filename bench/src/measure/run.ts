import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { cpuOfEndedChildren, peakOf, type Usage } from "./usage.ts";

export interface Run extends Usage {
  readonly wallMs: number;
}

/**
 * Runs a program to its end and says what that cost. Its output goes to a file.
 *
 * @throws Error when the program fails.
 */
export async function runMeasured(command: string, args: readonly string[], outputFile: string): Promise<Run> {
  const output = openSync(outputFile, "w");
  const cpuBefore = cpuOfEndedChildren();
  const start = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", output, "inherit"] });
  let peakMiB = 0;
  const sampling = setInterval(() => {
    if (child.pid !== undefined && child.exitCode === null) peakMiB = Math.max(peakMiB, peakIfRunning(child.pid));
  }, 5);
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`${command} ended with ${code ?? child.signalCode}`);
    return { wallMs: performance.now() - start, cpuMs: cpuOfEndedChildren() - cpuBefore, peakMiB };
  } finally {
    clearInterval(sampling);
    closeSync(output);
  }
}

function peakIfRunning(pid: number): number {
  try {
    return peakOf(pid);
  } catch {
    return 0; // it has just ended
  }
}

/** Several runs as one: times added up, the highest peak. */
export function sumOf(runs: readonly Run[]): Run {
  return {
    wallMs: runs.reduce((sum, { wallMs }) => sum + wallMs, 0),
    cpuMs: runs.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    peakMiB: Math.max(...runs.map(({ peakMiB }) => peakMiB)),
  };
}
