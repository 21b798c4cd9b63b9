import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@flux-ts/base";
import { type ClusterAccess, loadAccess } from "@flux-ts/kube";
import { createManualClock, type ManualClock } from "@flux-ts/kube/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
let clock: ManualClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kube-exec-"));
  clock = createManualClock(Date.parse("2026-01-01T00:00:00Z"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A plugin that notes what it is told and prints what the test says. */
function plugin(prints: string, { code = 0, complaint = "" } = {}): JsonObject {
  const script = join(folder, "plugin.mjs");
  writeFileSync(
    script,
    `import { appendFileSync } from "node:fs";
    appendFileSync(${JSON.stringify(join(folder, "calls"))}, process.env.KUBERNETES_EXEC_INFO + " " + process.env.EXTRA + "\\n");
    process.stderr.write(${JSON.stringify(complaint)});
    process.stdout.write(${JSON.stringify(prints)});
    process.exitCode = ${code};`,
  );
  return {
    apiVersion: "client.authentication.k8s.io/v1",
    command: process.execPath,
    args: [script],
    env: [{ name: "EXTRA", value: "more" }],
    interactiveMode: "Never",
  };
}

function credential(status: JsonObject): string {
  return JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status });
}

function accessWith(exec: JsonObject): Promise<ClusterAccess> {
  const path = join(folder, "config");
  const config = {
    "current-context": "c",
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
    clusters: [{ name: "c", cluster: { server: "https://c.example.com", "tls-server-name": "k" } }],
    users: [{ name: "u", user: { exec } }],
  };
  writeFileSync(path, JSON.stringify(config));
  return loadAccess({ path, clock, interactive: false });
}

const callsOf = (): readonly string[] => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
const tokenOf = async ({ credentials }: ClusterAccess, stale = false): Promise<string | undefined> =>
  (await credentials({ stale })).token?.reveal();

test("a plugin's token is used until shortly before it expires", async () => {
  const access = await accessWith(plugin(credential({ token: "t", expirationTimestamp: "2026-01-01T00:10:00Z" })));
  expect(await Promise.all([tokenOf(access), tokenOf(access)])).toEqual(["t", "t"]);
  await clock.advance(589_000);
  await tokenOf(access);
  expect(callsOf()).toHaveLength(1);
  await clock.advance(1000);
  await tokenOf(access);
  expect(callsOf()).toHaveLength(2);
});

test("a token without expiry is kept until the server refuses it", async () => {
  const access = await accessWith(plugin(credential({ token: "t" })));
  await tokenOf(access);
  await clock.advance(86_400_000);
  await tokenOf(access);
  expect(callsOf()).toHaveLength(1);
  await tokenOf(access, true);
  expect(callsOf()).toHaveLength(2);
});

test("a plugin may give a client certificate", async () => {
  const access = await accessWith(plugin(credential({ clientCertificateData: "cert", clientKeyData: "key" })));
  const { clientCertificate } = await access.credentials({ stale: false });
  expect([clientCertificate?.cert, clientCertificate?.key.reveal()]).toEqual(["cert", "key"]);
});

test("a plugin is told of the cluster only if it asks, and gets its environment", async () => {
  const silent = await accessWith(plugin(credential({ token: "t" })));
  await tokenOf(silent);
  const curious = await accessWith({ ...plugin(credential({ token: "t" })), provideClusterInfo: true });
  await tokenOf(curious);
  const info = { apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential" };
  const cluster = { server: "https://c.example.com", "tls-server-name": "k" };
  expect(callsOf()).toEqual([
    `${JSON.stringify({ ...info, spec: { interactive: false } })} more`,
    `${JSON.stringify({ ...info, spec: { interactive: false, cluster } })} more`,
  ]);
});

const failures: Record<string, { exec: () => JsonObject; code: string; message: string }> = {
  "it is not installed": {
    exec: () => ({ ...plugin(""), command: "no-such-plugin", installHint: "brew install it" }),
    code: "credentials",
    message: 'Cannot run the credential plugin "no-such-plugin": it is not installed, or not in PATH\nbrew install it',
  },
  "it fails": {
    exec: () => plugin("", { code: 3, complaint: "log in first\n" }),
    code: "credentials",
    message: "failed with code 3: log in first",
  },
  "it prints something else": {
    exec: () => plugin("token: abc"),
    code: "credentials",
    message: "its output is not JSON",
  },
  "it prints nothing of use": {
    exec: () => plugin(credential({})),
    code: "credentials",
    message: '"status" must hold a "token"',
  },
  "it answers in another version": {
    exec: () => plugin('{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"}'),
    code: "credentials",
    message: 'its output is not of "client.authentication.k8s.io/v1"',
  },
  "it is of an old version": {
    exec: () => ({ ...plugin(""), apiVersion: "client.authentication.k8s.io/v1alpha1" }),
    code: "config",
    message: 'wants the API "client.authentication.k8s.io/v1alpha1"',
  },
  "it needs a terminal": {
    exec: () => ({ ...plugin(""), interactiveMode: "Always" }),
    code: "config",
    message: "asks for input on a terminal, and there is none",
  },
};

test.for(Object.entries(failures))("a plugin is of no use when %s", async ([, { exec, code, message }]) => {
  const outcome = accessWith(exec()).then((access) => tokenOf(access));
  await expect(outcome).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

test("what a plugin printed is not in the error", async () => {
  const access = await accessWith(plugin('{"token":"secret'));
  const error = await tokenOf(access).catch((reason: unknown) => reason);
  expect(String(error)).not.toContain("secret");
});
