import { test } from "vitest";
import { booleanFlag, stringFlag } from "../src/program/flag.ts";
import { normalizeFlags } from "../src/program/pflag.ts";

const flags = {
  all: booleanFlag("", { shorthand: "A" }),
  watch: booleanFlag("", { shorthand: "w" }),
  namespace: stringFlag("", { shorthand: "n" }),
};

const cases: Record<string, { args: string[]; want: string[] }> = {
  "a boolean flag stands alone": { args: ["--all", "x"], want: ["--all=true", "x"] },
  "a boolean flag takes a value after = only": { args: ["--all=false", "-A=0"], want: ["--all=false", "--all=0"] },
  "a value follows": { args: ["--namespace", "apps"], want: ["--namespace=apps"] },
  "a value may look like a flag": { args: ["-n", "--all"], want: ["--namespace=--all"] },
  "a shorthand takes the rest": { args: ["-napps"], want: ["--namespace=apps"] },
  "a shorthand takes what follows =": { args: ["-n=apps"], want: ["--namespace=apps"] },
  "an empty value is a value": { args: ["-n", "", "--namespace="], want: ["--namespace=", "--namespace="] },
  "shorthands combine": { args: ["-Awn", "apps"], want: ["--all=true", "--watch=true", "--namespace=apps"] },
  "what is unknown stays": { args: ["--other", "-o", "json", "-oyaml"], want: ["--other", "-o", "json", "-oyaml"] },
  "what is unknown stays behind what is known": { args: ["-Aoyaml"], want: ["--all=true", "-oyaml"] },
  "names of the prototype are unknown": { args: ["--constructor", "x"], want: ["--constructor", "x"] },
  "a dash is an argument": { args: ["-", "-A"], want: ["-", "--all=true"] },
  "nothing is a flag after --": { args: ["--", "-A", "--all"], want: ["--", "-A", "--all"] },
};

test.for(Object.entries(cases))("%s", ([, { args, want }], { expect }) => {
  expect(normalizeFlags(args, flags)).toEqual(want);
});

test.for([
  [["--namespace"], "flag needs an argument: --namespace"],
  [["-n"], "flag needs an argument: 'n' in -n"],
  [["-Awn"], "flag needs an argument: 'n' in -Awn"],
] as const)("a missing value is named: %j", ([args, message], { expect }) => {
  expect(() => normalizeFlags(args, flags)).toThrow(message);
});
