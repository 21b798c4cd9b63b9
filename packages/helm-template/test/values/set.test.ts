import { sortKeys, stringifyJson } from "@flux-ts/base";
import { readValues } from "@flux-ts/helm-template";
import type { ValueSources } from "@flux-ts/helm-template";
import { test } from "vitest";
import cases from "./set-cases.json" with { type: "json" };

const readFile = (name: string): string => {
  if (name === "f.txt") return "hey\n";
  throw new Error(`open ${name}: no such file or directory`);
};

function outcome(flag: string, text: string): string {
  const sources: { readonly [flag: string]: ValueSources } = {
    "--set": { set: [text] },
    "--set-json": { setJson: [text] },
    "--set-string": { setString: [text] },
    "--set-literal": { setLiteral: [text] },
    "--set-file": { setFile: [text] },
  };
  try {
    return stringifyJson(sortKeys(readValues({ ...sources[flag], readFile })));
  } catch (error) {
    return error instanceof Error ? `Error: ${error.message}` : String(error);
  }
}

// What Helm 4.2.4 answered.
test.for(cases.map(({ flag, text, want }) => [`${flag} ${text}`, { flag, text, want }] as const))(
  "%s",
  ([, { flag, text, want }], { expect }) => {
    expect(outcome(flag, text)).toBe(want);
  },
);
