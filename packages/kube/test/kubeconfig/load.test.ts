import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Secret } from "@flux-ts/base";
import { accessFromKubeconfig, type ClusterAccess, loadAccess, loadKubeconfig, type LoadOptions } from "@flux-ts/kube";
import { createManualClock } from "@flux-ts/kube/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "kubeconfig-"));
});
afterEach(() => rmSync(home, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(home, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const load = (options: LoadOptions = {}): Promise<ClusterAccess> =>
  loadAccess({ home, env: {}, interactive: false, ...options });

const ca = "-----BEGIN CERTIFICATE-----\nCA\n-----END CERTIFICATE-----\n";
const encoded = (text: string): string => Buffer.from(text).toString("base64");

const config = `
apiVersion: v1
kind: Config
current-context: dev
contexts:
- name: dev
  context: {cluster: dev, user: jane, namespace: team}
- name: prod
  context: {cluster: prod, user: robot}
- name: broken
  context: {cluster: nowhere, user: jane}
clusters:
- name: dev
  cluster: {server: "https://dev.example.com:6443", certificate-authority-data: ${encoded(ca)}}
- name: prod
  cluster: {server: "https://prod.example.com/k8s", tls-server-name: kubernetes, proxy-url: "http://proxy:3128"}
users:
- name: jane
  user: {token: jane-token, as: admin, as-groups: [ops], as-user-extra: {scope: [a]}}
- name: robot
  user: {username: robot, password: robot-password}
`;

const reveal = async ({ credentials }: ClusterAccess): Promise<unknown> => {
  const { token, basic, clientCertificate } = await credentials({ stale: false });
  return {
    ...(token && { token: token.reveal() }),
    ...(basic && { basic: `${basic.username}:${basic.password.reveal()}` }),
    ...(clientCertificate && { cert: clientCertificate.cert, key: clientCertificate.key.reveal() }),
  };
};

test("the current context gives server, authority, credentials, identity and namespace", async () => {
  write(".kube/config", config);
  const access = await load();
  expect(access).toMatchObject({
    server: new URL("https://dev.example.com:6443"),
    tls: { ca },
    namespace: "team",
    impersonate: { user: "admin", groups: ["ops"], extra: { scope: ["a"] } },
  });
  expect(await reveal(access)).toEqual({ token: "jane-token" });
});

test("another context may be chosen", async () => {
  const path = write("config", config);
  const access = await load({ path, overrides: { context: "prod" } });
  expect(access).toMatchObject({
    server: new URL("https://prod.example.com/k8s"),
    tls: { serverName: "kubernetes" },
    proxyUrl: "http://proxy:3128",
    namespace: "default",
  });
  expect(await reveal(access)).toEqual({ basic: "robot:robot-password" });
});

test("overrides are those of kubectl's flags", async () => {
  const path = write("config", config);
  const access = await load({
    path,
    overrides: {
      cluster: "prod",
      user: "robot",
      namespace: "other",
      server: "https://127.0.0.1:1",
      token: new Secret("mine"),
      impersonate: { user: "root" },
      tls: { insecure: true, serverName: "me" },
      timeoutMs: 5000,
    },
  });
  expect(access).toMatchObject({
    server: new URL("https://127.0.0.1:1"),
    tls: { insecure: true, serverName: "me" },
    namespace: "other",
    impersonate: { user: "root" },
    timeoutMs: 5000,
  });
  expect(await reveal(access)).toEqual({ token: "mine" });
});

test("skipping verification drops the authority of the file", async () => {
  write(".kube/config", config);
  expect((await load({ overrides: { tls: { insecure: true } } })).tls).toEqual({ insecure: true });
});

test("a server by flag needs no kubeconfig", async () => {
  const access = await load({ overrides: { server: "http://127.0.0.1:8001" } });
  expect(access).toMatchObject({ server: new URL("http://127.0.0.1:8001"), namespace: "default" });
});

test("files of $KUBECONFIG are merged: the first to name something wins, missing ones are left out", async () => {
  const first = write("first", "contexts: [{name: dev, context: {cluster: dev, user: own, namespace: first}}]");
  const second = write("second", config);
  const third = write("third", "current-context: prod\nusers: [{name: own, user: {token: own-token}}]");
  const list = [first, join(home, "absent"), second, third].join(delimiter);
  const merged = await loadKubeconfig({ env: { KUBECONFIG: list } });
  expect(merged.currentContext).toBe("dev");
  expect(merged.files).toEqual([first, second, third]);
  const access = await load({ env: { KUBECONFIG: list } });
  expect(access.namespace).toBe("first");
  expect(await reveal(access)).toEqual({ token: "own-token" });
});

test("relative paths count from the file that holds them", async () => {
  const path = write(
    "deep/config",
    `
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://c", certificate-authority: pki/ca.crt}}]
users: [{name: u, user: {client-certificate: pki/u.crt, client-key: pki/u.key}}]
`,
  );
  write("deep/pki/ca.crt", ca);
  write("deep/pki/u.crt", "cert");
  write("deep/pki/u.key", "key");
  const access = await load({ path });
  expect(access.tls).toEqual({ ca });
  expect(await reveal(access)).toEqual({ cert: "cert", key: "key" });
});

test("data wins over a file, and is decoded", async () => {
  const path = write(
    "config",
    `
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://c", certificate-authority: absent, certificate-authority-data: ${encoded(ca)}}}]
users: [{name: u, user: {client-certificate-data: ${encoded("cert")}, client-key-data: ${encoded("key")}}}]
`,
  );
  const access = await load({ path });
  expect(access.tls).toEqual({ ca });
  expect(await reveal(access)).toEqual({ cert: "cert", key: "key" });
});

test("a token file is read again after a while, and at once when its token was refused", async () => {
  const clock = createManualClock();
  write("token", "one\n");
  const path = write(
    "config",
    `
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://c"}}]
users: [{name: u, user: {tokenFile: token, token: unused}}]
`,
  );
  const { credentials } = await load({ path, clock });
  const token = async (stale = false): Promise<string | undefined> => (await credentials({ stale })).token?.reveal();
  expect(await token()).toBe("one");
  write("token", "two\n");
  expect(await token()).toBe("one");
  expect(await token(true)).toBe("two");
  write("token", "three\n");
  await clock.advance(10_000);
  expect(await token()).toBe("three");
});

test("a token is not sent in the clear to another machine", async () => {
  const kubeconfig = (host: string): string => `
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "http://${host}:8080"}}]
users: [{name: u, user: {token: secret}}]
`;
  const from = async (host: string): Promise<unknown> =>
    reveal(await accessFromKubeconfig(kubeconfig(host), { source: "test", env: {} }));
  expect(await from("10.0.0.1")).toEqual({});
  expect(await from("127.0.0.1")).toEqual({ token: "secret" });
});

test("a server without scheme is https where anything asks for it", async () => {
  const server = async (cluster: string): Promise<string> => {
    const text = `{current-context: c, contexts: [{name: c, context: {cluster: c}}], clusters: [{name: c, cluster: {${cluster}}}]}`;
    return (await accessFromKubeconfig(text, { source: "test", env: {} })).server.href;
  };
  expect(await server('server: "example.com:6443"')).toBe("http://example.com:6443/");
  expect(await server('server: "example.com:6443", insecure-skip-tls-verify: true')).toBe("https://example.com:6443/");
});

test("secrets do not show when an access or a kubeconfig is printed", async () => {
  const path = write("config", config);
  const printed = JSON.stringify([await load({ path }), [...(await loadKubeconfig({ path })).users]]);
  expect(printed).not.toMatch(/jane-token|robot-password/);
});

const problems: Record<string, { text: string; options?: Partial<LoadOptions>; message: string }> = {
  "a context that does not exist": {
    text: config,
    options: { overrides: { context: "staging" } },
    message: 'Kubeconfig "FILE": context "staging" does not exist, it has "dev", "prod", "broken"',
  },
  "a cluster that does not exist": {
    text: config,
    options: { overrides: { context: "broken" } },
    message: 'Kubeconfig "FILE": cluster "nowhere" does not exist, it has "dev", "prod"',
  },
  "no current context": {
    text: "clusters: []",
    message: 'Kubeconfig "FILE" has no current context: set --kubeconfig, $KUBECONFIG or --context',
  },
  "a server that is no URL": {
    text: config,
    options: { overrides: { server: "ftp://x" } },
    message: 'Kubeconfig "FILE": server "ftp://x" is no http or https URL',
  },
  "something else than a kubeconfig": {
    text: "- a\n- b",
    message: 'Kubeconfig "FILE" must be an object with "clusters", "users" and "contexts"',
  },
  "an entry without a name": {
    text: "users: [{user: {}}]",
    message: 'Kubeconfig "FILE": every entry of "users" needs a "name"',
  },
  "a token that YAML reads as a number": {
    text: "users: [{name: u, user: {token: 123}}]",
    message: 'Kubeconfig "FILE": "token" must be text, quote it',
  },
};

test.for(Object.entries(problems))(
  "%s is said with the file and what to do",
  async ([, { text, options, message }]) => {
    const path = write("config", text);
    await expect(load({ path, ...options })).rejects.toMatchObject({
      code: "config",
      message: message.replace("FILE", path),
    });
  },
);

test("a file that does not exist is an error only when it was asked for", async () => {
  await expect(load({ path: join(home, "absent") })).rejects.toThrow("does not exist: check --kubeconfig");
  await expect(load()).rejects.toThrow("There is no kubeconfig and this is no pod");
});

test("a file that may not be read is named", async () => {
  const path = write("config/not-a-file", "");
  chmodSync(path, 0o600);
  await expect(load({ path: join(home, "config") })).rejects.toThrow(
    `Cannot read the kubeconfig "${join(home, "config")}"`,
  );
});

const tenants: Record<string, { cluster?: string; user?: string; message: string }> = {
  "start a program": {
    user: "exec: {command: sh, apiVersion: client.authentication.k8s.io/v1}",
    message: 'uses "exec"',
  },
  "read a token of ours": { user: "tokenFile: /var/run/secrets/token", message: 'uses "tokenFile"' },
  "read a key of ours": { user: "client-key: /etc/key", message: 'uses "client-key"' },
  "read a certificate of ours": { cluster: "certificate-authority: /etc/ca", message: 'uses "certificate-authority"' },
};

test.for(Object.entries(tenants))(
  "a kubeconfig of a tenant may not %s",
  async ([, { cluster = "", user = "", message }]) => {
    const text = `
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://c", ${cluster}}}]
users: [{name: u, user: {${user}}}]
`;
    await expect(accessFromKubeconfig(text, { source: "Secret/default/kubeconfig", env: {} })).rejects.toThrow(
      `Kubeconfig "Secret/default/kubeconfig" ${message}, which is not allowed here`,
    );
  },
);

test("a kubeconfig of a tenant may not skip verification", async () => {
  const text = `
current-context: c
contexts: [{name: c, context: {cluster: c}}]
clusters: [{name: c, cluster: {server: "https://c", insecure-skip-tls-verify: true}}]
`;
  expect((await accessFromKubeconfig(text, { source: "test", env: {} })).tls).toEqual({});
});
