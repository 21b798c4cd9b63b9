import { readFileSync } from "node:fs";

/** What a process has used so far. */
export interface Usage {
  readonly cpuMs: number;
  /** The most memory it held at once, in MiB. */
  readonly peakMiB: number;
}

/** What a running process holds right now, too. */
export interface RunningUsage extends Usage {
  readonly residentMiB: number;
}

/** Linux counts CPU time in ticks of 10 ms wherever Node runs. */
const msPerTick = 10;

/** What a running process has used, as Linux counts it. */
export function usageOf(pid: number): RunningUsage {
  const [user, system] = ticksOf(`/proc/${pid}/stat`);
  return { cpuMs: (user + system) * msPerTick, peakMiB: peakOf(pid), residentMiB: memoryOf(pid, "VmRSS") };
}

/** CPU time of all processes that this one has started and that have ended, in milliseconds. */
export function cpuOfEndedChildren(): number {
  const [, , user, system] = ticksOf("/proc/self/stat");
  return (user + system) * msPerTick;
}

export function peakOf(pid: number): number {
  return memoryOf(pid, "VmHWM");
}

function memoryOf(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const [, kib = "0"] = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status) ?? [];
  return Number(kib) / 1024;
}

/** User and system time of the process, then of its ended children. */
function ticksOf(file: string): readonly [number, number, number, number] {
  const text = readFileSync(file, "utf8");
  // The program's name comes second, in parentheses, and may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
  return [user, system, childUser, childSystem];
}
