import { messageOf } from "@flux-ts/base";
import { HelmError } from "../errors.ts";
import { compilePattern, PatternError } from "./path-match.ts";

/** Whether a file or folder of a chart, by its path in it, is left out. */
export type IgnoreRules = (path: string, kind: "file" | "dir") => boolean;

interface Rule {
  readonly matches: (path: string) => boolean;
  readonly onlyFolders: boolean;
  readonly isNegated: boolean;
}

/**
 * The rules of a `.helmignore` file. They are not those of Git: the first rule that speaks decides, a rule that begins with `!`
 * leaves out everything it does not match, and `**` is refused. Dot files below `templates/` are always left out.
 *
 * @throws HelmError
 */
export function parseIgnoreRules(text: string): IgnoreRules {
  const rules = [...text.split("\n"), "templates/.?*"].flatMap((line) => parseRule(line.trim()));
  return (path, kind) => {
    for (const { matches, onlyFolders, isNegated } of rules) {
      if (isNegated) {
        if ((onlyFolders && kind === "file") || !matches(path)) return true;
      } else if ((!onlyFolders || kind === "dir") && matches(path)) {
        return true;
      }
    }
    return false;
  };
}

function parseRule(line: string): readonly Rule[] {
  if (line === "" || line.startsWith("#")) return [];
  if (line.includes("**")) throw new HelmError("chart", "double-star (**) syntax is not supported");
  const isNegated = line.startsWith("!");
  const positive = isNegated ? line.slice(1) : line;
  const onlyFolders = positive.endsWith("/");
  const pattern = onlyFolders ? positive.slice(0, -1) : positive;
  return [{ matches: compileRule(pattern), onlyFolders, isNegated }];
}

function compileRule(pattern: string): Rule["matches"] {
  const test = compileTest(pattern.startsWith("/") ? pattern.slice(1) : pattern);
  if (pattern.includes("/")) return test;
  return (path) => test(path.slice(path.lastIndexOf("/") + 1));
}

/** Nearly all patterns are names or endings of names, for which there is no need of an expression. */
function compileTest(pattern: string): Rule["matches"] {
  if (/^[^*?[\]\\]*$/.test(pattern)) return (path) => path === pattern;
  if (/^\*[^*?[\]\\/]*$/.test(pattern)) {
    const ending = pattern.slice(1);
    return (path) => path.endsWith(ending) && !path.includes("/");
  }
  const matcher = compile(pattern);
  return (path) => matcher.test(path);
}

function compile(pattern: string): RegExp {
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new HelmError("chart", messageOf(error), { cause: error });
  }
}
