import { describe, test } from "vitest";
import { parseAddress } from "../src/address.ts";
import { booleanFlag, formatHelp, integerFlag, parseFlags } from "../src/flags.ts";
import type { FlagName, Flags } from "../src/flags.ts";

function flagsOf(...args: string[]): Flags {
  const flags = parseFlags(args);
  if (flags === undefined) throw new Error("Expected flags, not a request for help");
  return flags;
}

const booleans: Record<string, { args: string[]; name: FlagName; want: boolean }> = {
  "a boolean flag may stand alone": { args: ["--install-crds"], name: "install-crds", want: true },
  "or with a value, as upstream's users write it": {
    args: ["--watch-all-namespaces=false"],
    name: "watch-all-namespaces",
    want: false,
  },
  "a name that begins with no- is no negation": {
    args: ["--no-cross-namespace-refs=true"],
    name: "no-cross-namespace-refs",
    want: true,
  },
  "defaults are upstream's": { args: [], name: "watch-all-namespaces", want: true },
};
test.for(Object.entries(booleans))("%s", ([, { args, name, want }], { expect }) => {
  expect(booleanFlag(flagsOf(...args), name)).toBe(want);
});

test("values follow their flag with = or as the next word", ({ expect }) => {
  const flags = flagsOf("--concurrent", "8", "--log-level=debug");
  expect(integerFlag(flags, "concurrent")).toBe(8);
  expect(flags["log-level"]).toBe("debug");
});

const refused: Record<string, { act: () => unknown; message: RegExp }> = {
  "an unknown flag": { act: () => parseFlags(["--nope"]), message: /--nope/ },
  "a boolean that is none": {
    act: () => booleanFlag(flagsOf("--install-crds=maybe"), "install-crds"),
    message: /Cannot use --install-crds=maybe: expected true or false/,
  },
  "a number that is none": {
    act: () => integerFlag(flagsOf("--concurrent=many"), "concurrent"),
    message: /Cannot use --concurrent=many: expected a whole number/,
  },
};
test.for(Object.entries(refused))("%s is refused by name", ([, { act, message }], { expect }) => {
  expect(act).toThrow(message);
});

test("help is asked for, and names every flag with its default", ({ expect }) => {
  expect(parseFlags(["--help"])).toBeUndefined();
  expect(formatHelp()).toMatch(/--storage-addr +where artifacts are served \(default :9090\)/);
});

describe("addresses", () => {
  const cases: Record<string, ReturnType<typeof parseAddress>> = {
    ":8080": { host: "0.0.0.0", port: 8080 },
    "127.0.0.1:0": { host: "127.0.0.1", port: 0 },
    "[::1]:9090": { host: "::1", port: 9090 },
    "0": undefined,
  };
  test.for(Object.entries(cases))("%s", ([text, want], { expect }) => {
    expect(parseAddress(text, "--health-addr")).toEqual(want);
  });

  test.for(["8080", "host:port", ":99999"])("%s is refused by flag", (text, { expect }) => {
    expect(() => parseAddress(text, "--health-addr")).toThrow(`Cannot use --health-addr=${text}: expected HOST:PORT`);
  });
});
