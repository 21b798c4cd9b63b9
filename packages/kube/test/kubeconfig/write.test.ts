import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@flux-ts/base";
import { accessFromKubeconfig, formatKubeconfig, loadAccess, loadKubeconfig, writeKubeconfig } from "@flux-ts/kube";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const context = {
  name: "playground",
  server: "https://127.0.0.1:6443",
  ca: "CA",
  token: new Secret("t"),
  namespace: "apps",
};

test("a kubeconfig that was written is read back", async () => {
  const path = join(folder, "deep", "config");
  await writeKubeconfig(path, context);
  const access = await loadAccess({ path, env: {} });
  expect(access).toMatchObject({ server: new URL(context.server), tls: { ca: "CA" }, namespace: "apps" });
  expect((await access.credentials({ stale: false })).token?.reveal()).toBe("t");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, "deep"))).toEqual(["config"]);
});

test("other contexts of the file stay, the one of the same name is replaced", async () => {
  const path = join(folder, "config");
  writeFileSync(
    path,
    "{current-context: old, contexts: [{name: old, context: {cluster: a, user: b}}, {name: playground}]}",
  );
  await writeKubeconfig(path, context);
  const { currentContext, contexts } = await loadKubeconfig({ path });
  expect(currentContext).toBe("playground");
  expect([...contexts.keys()]).toEqual(["old", "playground"]);
});

test("a client certificate is written as data", async () => {
  const clientCertificate = { cert: "cert", key: new Secret("key") };
  const text = formatKubeconfig({ name: "c", server: "https://c", clientCertificate });
  const access = await accessFromKubeconfig(text, { source: "test", env: {} });
  const { clientCertificate: read } = await access.credentials({ stale: false });
  expect([read?.cert, read?.key.reveal()]).toEqual(["cert", "key"]);
});

test("a file that is something else is left alone", async () => {
  const path = join(folder, "config");
  writeFileSync(path, "- not\n- a kubeconfig\n");
  await expect(writeKubeconfig(path, context)).rejects.toThrow(`Cannot write the kubeconfig "${path}"`);
});
