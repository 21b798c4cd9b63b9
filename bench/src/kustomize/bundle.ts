import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { programPath } from "../programs/run.ts";

/**
 * Bundles a program into a folder, as it would be shipped: one minified file, with Node's cache of compiled code beside
 * it. Gives the file to run; the first run fills the cache.
 */
export async function bundleProgram(name: string, folder: string): Promise<string> {
  const build = await rolldown({ input: programPath(name), platform: "node", logLevel: "silent" });
  await build.write({ dir: folder, format: "esm", minify: true, entryFileNames: "program.mjs" });
  await build.close();
  const cache = join(folder, "compile-cache");
  await mkdir(cache, { recursive: true });
  const start = join(folder, "start.mjs");
  await writeFile(
    start,
    `import { enableCompileCache } from "node:module";
enableCompileCache(${JSON.stringify(cache)});
await import("./program.mjs");
`,
  );
  return start;
}
