import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createApiServer } from "@flux-ts/apiserver";
import { commitFiles, createGitServer, createRepository } from "@flux-ts/git/server";
import { afterAll, beforeAll, describe, test } from "vitest";
import { missingPeers, peerPath } from "../../scripts/peers/programs.ts";
import type { Peer } from "../../scripts/peers/programs.ts";
import { startFluxControllers, writeOpenKubeconfig } from "./peers/flux-controllers.ts";

const names = ["source-controller", "kustomize-controller", "helm-controller", "notification-controller"] as const;
const needed: readonly Peer[] = ["flux", ...names];
const missing = missingPeers(needed);
if (missing.length > 0) {
  process.emitWarning(`Upstream's flux CLI is not tried on the embedded API: ${missing.join(", ")} not built.`);
}

const run = promisify(execFile);
const deployment = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: default}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: main}]}
`;
const files = {
  "deploy/web.yaml": deployment("web"),
  "charts/app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.2.3\n",
  "charts/app/templates/deployment.yaml": deployment("{{ .Release.Name }}"),
};

/** Upstream's CLI and its controllers, which are all Go clients, with nothing but the embedded API between them. */
interface World extends AsyncDisposable {
  readonly gitUrl: string;
  /** Where notifications are sent to, and the messages that came. */
  readonly hookUrl: string;
  readonly messages: readonly string[];
  /** What the CLI prints, and the error with its output when it fails. */
  flux(...args: readonly string[]): Promise<string>;
}

describe.skipIf(missing.length > 0)("upstream's flux CLI on the embedded API", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  // Each line goes on where the one before has ended; $GIT and $HOOK are the addresses of this world.
  const commands: readonly (readonly [args: string, says: RegExp])[] = [
    ["check", /all checks passed/],
    ["version", /helm-controller: v/],
    ["create source git app --url=$GIT --branch=main", /fetched revision: main@sha1:/],
    ["create alert-provider hook --type=generic --address=$HOOK", /Provider hook is ready/],
    ["create alert all --provider-ref=hook --event-source=Kustomization/*,HelmRelease/*", /Alert all is ready/],
    ["create secret receiver token --hostname=example.com --token=t --type=generic", /secret 'token' created/],
    ["create receiver push --type=generic --secret-ref=token --resource=GitRepository/app", /webhook URL \/hook\//],
    ["create kustomization app --source=app --path=./deploy --prune --wait", /applied revision main@sha1:/],
    ["create helmrelease hr --source=GitRepository/app --chart=./charts/app --target-namespace=default", /1\.2\.3/],
    ["get all -A", /helmrelease\/hr\s+1\.2\.3\s+False\s+True\s+Helm install succeeded/],
    ["tree kustomization app", /Deployment\/default\/web/],
    ["trace deployment default-hr -n default", /HelmRelease: +hr[^]*HelmChart: +flux-system-hr[^]*GitRepository: +app/],
    ["events --for HelmRelease/hr", /InstallSucceeded/],
    ["stats", /Kustomization +\t1 +\t0 +\t0/],
    ["reconcile kustomization app --with-source", /applied revision/],
    ["reconcile helmrelease hr --force", /applied revision 1\.2\.3/],
    ["reconcile receiver push", /reconciliation completed/],
    ["suspend kustomization app", /kustomization suspended/],
    ["get kustomizations", /app\s+main@sha1:\w+\s+True/],
    ["resume kustomization app", /reconciliation completed/],
    ["export helmrelease hr", /kind: HelmRelease/],
    ["debug helmrelease hr --show-status", /UpgradeSucceeded/],
    ["delete kustomization app --silent", /kustomization deleted/],
    ["delete helmrelease hr --silent", /helmrelease deleted/],
    ["uninstall --silent", /uninstall finished/],
  ];

  test("installs Flux, brings a Kustomization and a HelmRelease to ready, and takes everything along again", async ({
    expect,
  }) => {
    for (const [line, says] of commands) {
      const args = line.replace("$GIT", world.gitUrl).replace("$HOOK", world.hookUrl).split(" ");
      expect(await world.flux(...args), line).toMatch(says);
    }
    const reasons = world.messages.map((message) => (JSON.parse(message) as { reason: string }).reason);
    expect(reasons).toEqual(expect.arrayContaining(["ReconciliationSucceeded", "InstallSucceeded"]));
  });
});

async function openWorld(): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "flux-cli-"));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const api = stack.use(createApiServer());
  const { url } = await api.listen({ identity: { user: "admin", groups: ["system:masters"] } });
  const repositories = join(folder, "repositories");
  await commitFiles(await createRepository(join(repositories, "app.git")), { files, message: "first" });
  const git = stack.use(await createGitServer({ root: repositories }));
  const hook = stack.use(await startHook());
  const env = { ...process.env, KUBECONFIG: await writeOpenKubeconfig(url, folder), HOME: folder };
  const flux = async (...args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await run(peerPath("flux"), [...args, "--timeout=20s"], { env, cwd: folder });
    return stdout + stderr;
  };
  await flux("install");
  stack.use(await startFluxControllers({ server: url, folder, names }));
  const held = stack.move();
  return {
    gitUrl: `${git.url}/app.git`,
    hookUrl: hook.url,
    messages: hook.messages,
    flux,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** A server that keeps what is sent to it. */
async function startHook(): Promise<AsyncDisposable & { readonly url: string; readonly messages: readonly string[] }> {
  const messages: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      messages.push(body);
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    messages,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}
