import { test } from "vitest";
import { flux } from "./cluster.ts";

interface Case {
  readonly args: readonly string[];
  readonly want: { readonly exitCode: number; readonly stdout: string; readonly stderr: string };
}

const ok = (stdout: string) => ({ exitCode: 0, stdout, stderr: "" });
const failed = (message: string) => ({ exitCode: 1, stdout: "", stderr: `✗ ${message}\n` });

const cases: Record<string, Case> = {
  "the client's version": { args: ["version", "--client"], want: ok("flux: v2.9.4\n") },
  "the client's version as JSON": {
    args: ["version", "--client", "-ojson"],
    want: ok('{\n  "flux": "v2.9.4"\n}\n'),
  },
  "a format that does not exist": {
    args: ["version", "--client", "-o", "xml"],
    want: failed("--output must be json or yaml, not xml"),
  },
  "a command that does not exist": { args: ["foo"], want: failed('unknown command "foo" for "flux"') },
  "a flag that does not exist": {
    args: ["get", "ks", "--unknown-flag=1"],
    want: failed("unknown flag: --unknown-flag"),
  },
  "a shorthand that does not exist": {
    args: ["get", "ks", "-xA"],
    want: failed("unknown shorthand flag: 'x' in -xA"),
  },
  "a flag without its value": {
    args: ["get", "ks", "--label-selector"],
    want: failed("flag needs an argument: --label-selector"),
  },
  "a value that is none": {
    args: ["get", "ks", "--timeout=foo"],
    want: failed('invalid argument "foo" for "--timeout" flag: time: invalid duration "foo"'),
  },
  "a boolean that is none": {
    args: ["get", "ks", "-A=maybe"],
    want: failed(
      'invalid argument "maybe" for "-A, --all-namespaces" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ),
  },
  "a missing name": { args: ["suspend", "source", "git"], want: failed("source git name is required") },
  "a missing kubeconfig": {
    args: ["get", "ks", "x", "-A", "--kubeconfig=/nonexistent"],
    want: failed("stat /nonexistent: no such file or directory"),
  },
  "a missing kubeconfig before the command": {
    args: ["--kubeconfig", "/nonexistent", "resume", "ks", "x"],
    want: failed("stat /nonexistent: no such file or directory"),
  },
  "groups for an identity without a user": {
    args: ["get", "ks", "--as-group=a", "--server=http://127.0.0.1:1"],
    want: failed("requesting uid, groups or user-extra without impersonating a user: --as is missing"),
  },
};

test.for(Object.entries(cases))("%s", async ([, { args, want }], { expect }) => {
  expect(await flux(args, { env: { KUBECONFIG: "/nonexistent/config" } })).toEqual(want);
});

const helpCases: readonly (readonly [args: readonly string[], usage: string])[] = [
  [[], "Usage: flux [options] [command]"],
  [["help"], "Usage: flux [options] [command]"],
  [["get"], "Usage: flux get [options] [command]"],
  [["get", "foo"], "Usage: flux get [options] [command]"],
  [["help", "get", "source", "git"], "Usage: flux get sources git [name] [flags]"],
  [["get", "kustomization", "-h"], "Usage: flux get kustomizations|ks [name] [flags]"],
];

test.for(helpCases)("%j prints help", async ([args, usage], { expect }) => {
  const { stdout, ...outcome } = await flux(args);
  expect({ ...outcome, usage: stdout.split("\n")[0] }).toEqual({ exitCode: 0, stderr: "", usage });
});

test("help shows the flags of the group and of the command, and where those of every command are", async ({
  expect,
}) => {
  const { stdout } = await flux(["get", "ks", "--help"]);
  expect(stdout).toMatch(/-A, --all-namespaces +objects of all namespaces\n/);
  expect(stdout).toMatch(/--show-source /);
  expect(stdout).not.toMatch(/--kubeconfig/);
  expect(stdout).toMatch(/Flags of every command: "flux --help"/);
  expect((await flux(["--help"])).stdout).toMatch(/--kubeconfig <string> /);
});
