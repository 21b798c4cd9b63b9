import { func, param } from "@flux-ts/go-template";
import type { FuncMap } from "@flux-ts/go-template";

/** The shortest path that means the same. */
function cleanPath(path: string): string {
  const isAbsolute = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!isAbsolute) kept.push(part);
  }
  return (isAbsolute ? "/" : "") + kept.join("/") || ".";
}

function base(path: string): string {
  if (path === "") return ".";
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

function directory(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf("/") + 1));
}

function extension(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}

const paths = {
  base: func([param.string], base),
  dir: func([param.string], directory),
  clean: func([param.string], cleanPath),
  ext: func([param.string], extension),
  isAbs: func([param.string], (path) => path.startsWith("/")),
} satisfies FuncMap;

/** Paths of the operating system are like all others: charts are rendered the same everywhere. */
export const pathFunctions: FuncMap = {
  ...paths,
  osBase: paths.base,
  osDir: paths.dir,
  osClean: paths.clean,
  osExt: paths.ext,
  osIsAbs: paths.isAbs,
};
