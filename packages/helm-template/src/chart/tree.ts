import type { FileTree } from "@flux-ts/base";
import { parseIgnoreRules } from "./ignore.ts";
import type { IgnoreRules } from "./ignore.ts";
import type { ChartFile } from "./chart.ts";

/** The files of a chart's folder that its `.helmignore` does not leave out, in the order of a walk. */
export function readChartFolder(tree: FileTree, folder = ""): readonly ChartFile[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const ignoreFile = tree.readFile(`${prefix}.helmignore`);
  const isIgnored = parseIgnoreRules(ignoreFile === undefined ? "" : new TextDecoder().decode(ignoreFile));
  return [...walk(tree, prefix, "", isIgnored)];
}

function* walk(tree: FileTree, prefix: string, folder: string, isIgnored: IgnoreRules): Generator<ChartFile> {
  for (const { name, kind } of tree.readDir((prefix + folder).replace(/\/$/, "")) ?? []) {
    const path = folder + name;
    if (isIgnored(path, kind)) continue;
    if (kind === "dir") {
      yield* walk(tree, prefix, `${path}/`, isIgnored);
      continue;
    }
    const bytes = tree.readFile(prefix + path);
    if (bytes !== undefined) yield { path, bytes };
  }
}
