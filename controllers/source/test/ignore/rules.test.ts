import { test } from "vitest";
import { createIgnore, parseRules } from "../../src/ignore/rules.ts";

const paths = [
  ".gitignore",
  ".gitmodules",
  ".github/workflows/ci.yaml",
  ".sops.yaml",
  ".sourceignore",
  "README.md",
  "apps/.sops.yaml",
  "apps/logo.png",
  "apps/prod/web.yaml",
  "apps/staging/web.yaml",
  "charts/web.tar.gz",
  "deploy/README.md",
  "deploy/app.yaml",
  "deploy/docs/notes.txt",
  "docs/deploy/x.yaml",
];

/** The paths that stay. */
function kept(...rules: readonly [text: string, folder?: string][]): readonly string[] {
  const isIgnored = createIgnore(rules.flatMap(([text, folder]) => parseRules(text, folder)));
  return paths.filter((path) => !isIgnored(path));
}

const own = paths.filter((path) => !path.startsWith(".gitignore") && !path.startsWith(".gitmodules"));

test("without rules, what does not belong to a cluster is left out", ({ expect }) => {
  const left = [".sourceignore", "README.md", "apps/prod/web.yaml", "apps/staging/web.yaml"];
  expect(kept()).toEqual([
    ...left,
    "deploy/README.md",
    "deploy/app.yaml",
    "deploy/docs/notes.txt",
    "docs/deploy/x.yaml",
  ]);
});

test("rules of the user replace the defaults, but for the files of Git", ({ expect }) => {
  expect(kept(["*.md"])).toEqual(own.filter((path) => !path.endsWith(".md")));
});

test("comments and blank lines are no rules", ({ expect }) => {
  expect(kept(["# all\n\n   \n"])).toEqual(kept());
});

test("a text with only folders to keep works as the documents show it", ({ expect }) => {
  const text =
    "# exclude all\n/*\n# include deploy dir\n!/deploy\n# exclude file extensions from deploy dir\n/deploy/**/*.md\n/deploy/**/*.txt\n";
  expect(kept([text])).toEqual(["deploy/app.yaml"]);
});

test("a folder within one that is left out can be taken back", ({ expect }) => {
  expect(kept(["/*\n!/apps/prod"])).toEqual(["apps/prod/web.yaml"]);
});

test("a file of Git can be taken back", ({ expect }) => {
  expect(kept(["!.gitignore\n*.md"])).toContain(".gitignore");
});

test("rules of a folder count below it only, and win over those above", ({ expect }) => {
  expect(kept(["*.yaml"], ["!web.yaml", "apps/prod"])).toEqual([
    ".sourceignore",
    "README.md",
    "apps/logo.png",
    "apps/prod/web.yaml",
    "charts/web.tar.gz",
    "deploy/README.md",
    "deploy/docs/notes.txt",
  ]);
});

test("a rule with a slash counts from its folder, one without anywhere", ({ expect }) => {
  const all = own;
  expect(kept(["/deploy/"])).toEqual(all.filter((path) => !path.startsWith("deploy/")));
  expect(kept(["deploy/"])).toEqual(all.filter((path) => !path.includes("deploy/")));
});

test("names are told apart by case", ({ expect }) => {
  expect(kept(["readme.md"])).toEqual(own);
});
