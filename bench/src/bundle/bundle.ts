import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { programPath } from "../programs/run.ts";

const launcher = fileURLToPath(new URL("launcher.cjs", import.meta.url));

/**
 * Flags of Node for a program that does one thing and ends, within a second. What it costs most is compiling: code runs
 * too seldom to be worth V8's highest tier, inlining, or threads of their own for that and for the garbage. The heap
 * starts at the size that such programs have, so that nothing is collected which dies with the process.
 */
export const shortRunFlags = [
  "--single-threaded",
  "--no-opt",
  "--no-maglev-inlining",
  "--min-semi-space-size=8",
  "--max-semi-space-size=8",
  "--initial-heap-size=100",
];

/**
 * Flags for programs that do much: by default the heap grows by what is thrown away, not by what is kept. These settings
 * save 40 % of the memory for a tenth of the time.
 */
export const longRunFlags = ["--max-semi-space-size=8", "--heap-growing-percent=60"];

/**
 * Bundles a program into a folder, as it would be shipped: one minified file and what starts it. Gives the file to run;
 * the first run keeps its compiled code for those that follow with the same flags.
 */
export async function bundleProgram(name: string, folder: string): Promise<string> {
  const build = await rolldown({ input: programPath(name), platform: "node", logLevel: "silent" });
  await build.write({ dir: folder, format: "cjs", minify: true, entryFileNames: "program.cjs" });
  await build.close();
  const start = join(folder, "start.cjs");
  await copyFile(launcher, start);
  return start;
}
