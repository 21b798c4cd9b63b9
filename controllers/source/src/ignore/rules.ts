import ignore from "ignore";
import { gitFiles, otherFiles } from "./defaults.ts";

/** The file of a repository that holds rules for its folder. */
export const ignoreFile = ".sourceignore";

/** One line of an ignore file. */
export interface IgnoreRule {
  /** Whether the rule takes back what a rule before it leaves out. */
  readonly include: boolean;
  matches(path: string): boolean;
}

/** The rules of a text in the format of `.gitignore`, for the paths below `folder` (`""` for all). */
export function parseRules(text: string, folder = ""): readonly IgnoreRule[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => parseRule(line, folder));
}

function parseRule(line: string, folder: string): IgnoreRule {
  const include = line.startsWith("!");
  const matcher = ignore({ ignorecase: false }).add(include ? line.slice(1) : line);
  const prefix = folder === "" ? "" : `${folder}/`;
  return {
    include,
    matches: (path) => path.startsWith(prefix) && matcher.ignores(path.slice(prefix.length)),
  };
}

/**
 * Which paths are left out: the last rule that matches a path, or a folder it is in, decides. So a file may be taken
 * back from a folder that is left out, which upstream allows and git does not: every rule is its own matcher here.
 */
export function createIgnore(rules: readonly IgnoreRule[]): (path: string) => boolean {
  const defaults = rules.length === 0 ? [...gitFiles, ...otherFiles] : gitFiles;
  const all = [...parseRules(defaults.join("\n")), ...rules];
  return (path) => {
    const last = all.findLast((rule) => rule.matches(path));
    return last !== undefined && !last.include;
  };
}
