import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JsonObject } from "@flux-ts/base";
import { createApiServer } from "@flux-ts/apiserver";
import { test } from "vitest";

const run = promisify(execFile);
const program = "kubectl";
const missing = spawnSync(program, ["version", "--client"]).error !== undefined;
if (missing) process.emitWarning("kubectl is not tried on the embedded API: it is not installed.");

interface Outcome {
  readonly code: number;
  readonly out: string;
}

type Kubectl = (...args: readonly string[]) => Promise<Outcome>;

/** kubectl on a new cluster, in a folder with files. */
async function open(files: { readonly [name: string]: JsonObject }): Promise<AsyncDisposable & { kubectl: Kubectl }> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "kubectl-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  for (const [name, file] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(file));
  const api = stack.use(createApiServer());
  const { url } = await api.listen({ identity: { user: "admin", groups: ["system:masters"] } });
  const env = { ...process.env, HOME: folder, KUBECONFIG: join(folder, "config") };
  const kubectl: Kubectl = async (...args) => {
    const call = run(program, ["--server", url, ...args], { cwd: folder, env });
    const outcome = await call.catch((error: unknown) => error as { code: number; stdout: string; stderr: string });
    return { code: "code" in outcome ? outcome.code : 0, out: `${outcome.stdout}${outcome.stderr}` };
  };
  const held = stack.move();
  return { kubectl, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

const labels = { app: "web" };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "default" },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "web:1" }] } },
  },
};
const changed = { ...deployment, spec: { ...deployment.spec, replicas: 3 } };
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "teas.kitchen.example.com" },
  spec: {
    group: "kitchen.example.com",
    scope: "Namespaced",
    names: { plural: "teas", singular: "tea", kind: "Tea", shortNames: ["t"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "A cup of tea.",
            properties: { spec: { type: "object", properties: { sort: { type: "string", description: "Which." } } } },
          },
        },
        additionalPrinterColumns: [{ name: "Sort", type: "string", jsonPath: ".spec.sort" }],
      },
    ],
  },
};
const tea = { apiVersion: "kitchen.example.com/v1", kind: "Tea", metadata: { name: "a" }, spec: { sort: "green" } };

/** Commands in their order, with how they end and what they say. */
const session: readonly (readonly [command: string, code: number, says: RegExp])[] = [
  ["version", 0, /Server Version: v1\.36\.3/],
  ["api-resources --api-group=apps", 0, /deployments +deploy +apps\/v1 +true +Deployment/],
  ["api-versions", 0, /^rbac\.authorization\.k8s\.io\/v1$/m],
  ["cluster-info", 0, /control plane.* is running at/],
  ["explain deployment.spec.replicas", 0, /FIELD: replicas <integer>/],
  ["get pods", 0, /No resources found in default namespace/],
  ["diff -f web.json", 1, /^\+kind: Deployment$/m],
  ["apply -f web.json", 0, /deployment\.apps\/web created/],
  ["apply -f web.json", 0, /deployment\.apps\/web unchanged/],
  ["rollout status deployment/web --timeout=30s", 0, /successfully rolled out/],
  ["wait deployment/web --for=condition=Available --timeout=30s", 0, /condition met/],
  ["get deployment web", 0, /web +2\/2 +2 +2/],
  ["diff -f changed.json", 1, /^\+ {2}replicas: 3$/m],
  ["apply --server-side --field-manager=other -f changed.json", 1, /conflict with "kubectl-client-side-apply"/],
  ["apply -f changed.json --dry-run=server", 0, /deployment\.apps\/web configured \(server dry run\)/],
  ["apply -f changed.json", 0, /deployment\.apps\/web configured/],
  ["scale deployment web --replicas=1", 0, /deployment\.apps\/web scaled/],
  ["rollout status deployment/web --timeout=30s", 0, /successfully rolled out/],
  ["set image deployment/web web=web:2", 0, /deployment\.apps\/web image updated/],
  ["rollout status deployment/web --timeout=30s", 0, /successfully rolled out/],
  ["rollout history deployment/web", 0, /^2 /m],
  ["rollout undo deployment/web", 0, /rolled back/],
  ["label deployment web tier=front", 0, /deployment\.apps\/web labeled/],
  ["get deployments -l tier=front -o name", 0, /^deployment\.apps\/web$/m],
  ["annotate deployment web note=seen", 0, /deployment\.apps\/web annotated/],
  ['patch deployment web -p {"spec":{"paused":true}}', 0, /deployment\.apps\/web patched/],
  ["get deployment web -o jsonpath={.spec.paused}{.metadata.labels.tier}", 0, /^truefront$/],
  ["describe deployment web", 0, /Name: +web\n[^]*Selector: +app=web/],
  ["create configmap settings --from-literal=a=b", 0, /configmap\/settings created/],
  ["create configmap settings --from-literal=a=b", 1, /configmaps "settings" already exists/],
  ["get configmap settings -o yaml", 0, /^data:\n {2}a: b$/m],
  ["create secret generic keys --from-literal=k=v", 0, /secret\/keys created/],
  ["create namespace other", 0, /namespace\/other created/],
  ["run alone --image=web:1", 0, /pod\/alone created/],
  ["wait pod/alone --for=condition=Ready --timeout=30s", 0, /condition met/],
  ["logs nothing", 1, /pods "nothing" not found/],
  ["top pods", 1, /Metrics API not available/],
  ["create serviceaccount bot", 0, /serviceaccount\/bot created/],
  ["create token bot", 0, /^[\w-]+\.[\w-]+\.[\w-]+$/m],
  ["create role reader --verb=get --resource=pods", 0, /role\.rbac\.authorization\.k8s\.io\/reader created/],
  ["create rolebinding reads --role=reader --serviceaccount=default:bot", 0, /created/],
  ["auth can-i get pods --as=system:serviceaccount:default:bot", 0, /^yes$/m],
  ["auth can-i delete pods --as=system:serviceaccount:default:bot", 1, /^no$/m],
  ["auth whoami", 0, /Username +admin/],
  ["get secrets --as=system:serviceaccount:default:bot", 1, /\(Forbidden\): secrets is forbidden/],
  ["apply -f definition.json", 0, /customresourcedefinition.* created/],
  ["wait crd/teas.kitchen.example.com --for=condition=Established --timeout=30s", 0, /condition met/],
  ["apply -f tea.json", 0, /tea\.kitchen\.example\.com\/a created/],
  ["get t", 0, /NAME +SORT\na +green/],
  ["explain tea.spec", 0, /sort\t<string>\n +Which\./],
  ["events", 0, /(LAST SEEN|No events found)/],
  ["get all", 0, /deployment\.apps\/web/],
  ["delete -f web.json", 0, /deployment\.apps "web" deleted/],
  ["delete namespace other --timeout=30s", 0, /namespace "other" deleted/],
  ["get nonsense", 1, /the server doesn't have a resource type "nonsense"/],
];

test.skipIf(missing)("kubectl works from discovery to rollout and back", { timeout: 300_000 }, async ({ expect }) => {
  await using cluster = await open({
    "web.json": deployment,
    "changed.json": changed,
    "definition.json": definition,
    "tea.json": tea,
  });
  for (const [command, code, says] of session) {
    const outcome = await cluster.kubectl(...command.split(" "));
    expect.soft({ command, ...outcome }).toEqual({ command, code, out: expect.stringMatching(says) as string });
  }
});
