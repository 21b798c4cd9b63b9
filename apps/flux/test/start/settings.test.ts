import { resolve } from "node:path";
import { test } from "vitest";
import { readFlags } from "../../src/program/flag.ts";
import { startFlags } from "../../src/start/flags.ts";
import { settingsOf } from "../../src/start/settings.ts";
import type { StartSettings } from "../../src/start/settings.ts";

function settings(given: { readonly [flag: string]: string }, env: NodeJS.ProcessEnv = {}): StartSettings {
  const texts = new Map(Object.entries(given).map(([name, text]) => [name, [text]]));
  return settingsOf(readFlags(startFlags, texts), { env, root: "/project" });
}

const sample: StartSettings = {
  folder: "/project/.flux",
  data: undefined,
  importFile: undefined,
  exportFile: undefined,
  access: { clientCa: undefined, auditLog: undefined, auditPolicy: undefined },
  origin: { kind: "sample" },
  reference: { branch: "main" },
  path: "./clusters/local",
  ports: { api: 16_440, git: 16_441, artifact: 16_442 },
  once: false,
};

const remote = (url: string) => ({ ...sample, origin: { kind: "remote", url }, reference: {}, path: "./" });
const folder = (path: string) => ({ ...sample, origin: { kind: "folder", folder: path }, reference: {}, path: "./" });

const cases: Record<string, { flags: { readonly [flag: string]: string }; want: object }> = {
  "the sample, without flags": { flags: {}, want: sample },
  "a remote repository, on its default branch": {
    flags: { git: "https://example.com/fleet.git" },
    want: remote("https://example.com/fleet.git"),
  },
  "a folder": { flags: { git: "fleets/demo" }, want: folder(resolve("fleets/demo")) },
  "a folder as a URL": { flags: { git: "file:///fleets/a%20b" }, want: folder("/fleets/a b") },
  "what to follow": {
    flags: { git: "https://example.com/x", branch: "b", tag: "t", "tag-semver": ">=1", commit: "c" },
    want: { ...remote("https://example.com/x"), reference: { branch: "b", tag: "t", semver: ">=1", commit: "c" } },
  },
  "paths are those of the repository": { flags: { path: "clusters/a" }, want: { ...sample, path: "./clusters/a" } },
  "a cluster that is kept, and all that belongs to it": {
    flags: { data: "/data", import: "/a.yaml", export: "/b.yaml" },
    want: { ...sample, folder: "/data", data: "/data", importFile: "/a.yaml", exportFile: "/b.yaml" },
  },
  "a cluster that is kept, and its files elsewhere": {
    flags: { data: "/data", dir: "/state" },
    want: { ...sample, folder: "/state", data: "/data" },
  },
  "who may call, and what is written down of it": {
    flags: { "client-ca-file": "/ca.pem", "audit-log-path": "/audit.log", "audit-policy-file": "/policy.yaml" },
    want: { ...sample, access: { clientCa: "/ca.pem", auditLog: "/audit.log", auditPolicy: "/policy.yaml" } },
  },
  "ports and folder": {
    flags: { dir: "/state", "api-port": "0", "git-port": "1", "artifact-port": "65535", once: "true" },
    want: { ...sample, folder: "/state", ports: { api: 0, git: 1, artifact: 65_535 }, once: true },
  },
};

test.for(Object.entries(cases))("%s", ([, { flags, want }], { expect }) => {
  expect(settings(flags)).toEqual(want);
});

const credentialCases: Record<
  string,
  { flags?: { readonly [flag: string]: string }; url?: string; env?: NodeJS.ProcessEnv; want: [string, string] }
> = {
  "in the URL": { url: "https://bob:s%40cret@example.com/x", want: ["bob", "s@cret"] },
  "by flags": { flags: { username: "bob", password: "secret" }, want: ["bob", "secret"] },
  "a token needs no user": { flags: { token: "secret" }, want: ["git", "secret"] },
  "from the environment": { env: { GIT_USERNAME: "bob", GIT_PASSWORD: "secret" }, want: ["bob", "secret"] },
  "a token from the environment": { env: { GIT_TOKEN: "secret" }, want: ["git", "secret"] },
  "flags win over environment and URL": {
    url: "https://bob:wrong@example.com/x",
    env: { GIT_PASSWORD: "wrong" },
    flags: { token: "secret" },
    want: ["bob", "secret"],
  },
};

test.for(Object.entries(credentialCases))("credentials %s", ([, { flags, url, env, want }], { expect }) => {
  const found = settings({ git: url ?? "https://example.com/x", ...flags }, env);
  const { origin } = found;
  if (origin.kind !== "remote" || origin.credentials?.kind !== "basic") throw new Error("Expected credentials");
  expect(origin.url).toBe("https://example.com/x");
  expect([origin.credentials.username, origin.credentials.password.reveal()]).toEqual(want);
  expect(JSON.stringify(found)).not.toMatch(/s@?cret/);
});

test.for([
  [{ git: "ssh://git@example.com/x" }, "cannot use --git: expected an http or https URL, or a local folder"],
  [{ git: "git@example.com:x" }, "cannot use --git: expected an http or https URL, or a local folder"],
  [{ git: "https://example.com/x", username: "bob" }, "--username needs --password or --token"],
  [{ git: "/fleet", dir: "/fleet" }, '--dir and --git are the same folder, "/fleet": choose another one with --dir'],
  [{ path: "/etc" }, "cannot use --path=/etc: expected a folder of the repository"],
  [{ "audit-policy-file": "/p" }, "--audit-policy-file needs --audit-log-path: the file that events are written to"],
  [{ "git-port": "65536" }, 'invalid argument "65536" for "--git-port" flag: expected a port from 0 to 65535'],
] as const)("%j is refused", ([flags, message], { expect }) => {
  expect(() => settings(flags)).toThrow(message);
});
