import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAccess } from "@flux-ts/kube";
import { createManualClock } from "@flux-ts/kube/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

let mount: string;
beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), "serviceaccount-"));
});
afterEach(() => rmSync(mount, { recursive: true }));

const env = { KUBERNETES_SERVICE_HOST: "10.96.0.1", KUBERNETES_SERVICE_PORT: "443" };

function writeAccount(): void {
  writeFileSync(join(mount, "ca.crt"), "CA");
  writeFileSync(join(mount, "namespace"), "flux-system");
  writeFileSync(join(mount, "token"), "one");
}

test("a pod is its own service account, whose token is rotated", async () => {
  writeAccount();
  const clock = createManualClock();
  const access = await loadAccess({ env, home: mount, mount, clock });
  expect(access).toMatchObject({
    server: new URL("https://10.96.0.1:443"),
    tls: { ca: "CA" },
    namespace: "flux-system",
  });
  const token = async (): Promise<string | undefined> => (await access.credentials({ stale: false })).token?.reveal();
  expect(await token()).toBe("one");
  writeFileSync(join(mount, "token"), "two");
  await clock.advance(10_000);
  expect(await token()).toBe("two");
});

test("overrides of namespace and identity hold in a pod too", async () => {
  writeAccount();
  const overrides = { namespace: "other", impersonate: { user: "jane" } };
  expect(await loadAccess({ env, home: mount, mount, overrides })).toMatchObject(overrides);
});

test("an IPv6 service address is put in brackets", async () => {
  writeAccount();
  const { server } = await loadAccess({ env: { ...env, KUBERNETES_SERVICE_HOST: "fd00::1" }, home: mount, mount });
  expect(server.hostname).toBe("[fd00::1]");
});

test("an account that is not mounted is explained", async () => {
  await expect(loadAccess({ env, home: mount, mount })).rejects.toThrow('is "automountServiceAccountToken" off?');
});
