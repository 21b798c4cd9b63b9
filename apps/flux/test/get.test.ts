import { test } from "vitest";
import { createCluster } from "./cluster.ts";

const commit = "696f056df216eea4f9401adbee0ff744d4df390f";

const status = (message: string, extra = ""): string => `status:
  ${extra}
  conditions:
    - { type: Ready, status: "True", reason: Succeeded, message: "${message}", lastTransitionTime: "2021-08-01T04:52:56Z" }
`;

const artifact = `artifact: { revision: "main@sha1:${commit}", path: a, url: a, digest: "sha1:${commit}", lastUpdateTime: "2021-08-01T04:28:42Z" }`;

const repository = (name: string, namespace: string, { labels = "{}" } = {}): string => `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: ${name}, namespace: ${namespace}, labels: ${labels} }
spec: { interval: 5m, url: "https://example.com/repo" }
`;

const fetched = status(`Fetched revision: main@sha1:${commit}`, artifact);

const objects = `
apiVersion: v1
kind: Namespace
metadata: { name: flux-system }
---
apiVersion: v1
kind: Namespace
metadata: { name: team }
---${repository("podinfo", "flux-system")}${fetched}
---${repository("podinfo-shard1", "flux-system", { labels: "{ sharding.fluxcd.io/key: shard1 }" })}${fetched}
---${repository("new", "team")}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: podinfo, namespace: flux-system }
spec: { interval: 5m, path: ./a, prune: true, suspend: true, sourceRef: { kind: GitRepository, name: podinfo } }
${status(`Applied revision: main@sha1:${commit}`, `lastAppliedRevision: "main@sha1:${commit}"`)}
`;

const header = "NAME          \tREVISION          \tSUSPENDED\tREADY\tMESSAGE                              \n";
const podinfo = "podinfo       \tmain@sha1:696f056d\tFalse    \tTrue \tFetched revision: main@sha1:696f056d\t\n";
const shard1 = "podinfo-shard1\tmain@sha1:696f056d\tFalse    \tTrue \tFetched revision: main@sha1:696f056d\t\n";

const cases: Record<string, { args: string; want: { exitCode: number; stdout: string; stderr: string } }> = {
  "sources of a namespace": {
    args: "get sources git -n flux-system",
    want: { exitCode: 0, stdout: header + podinfo + shard1, stderr: "" },
  },
  "sources with a label": {
    args: "get source git -l sharding.fluxcd.io/key=shard1",
    want: { exitCode: 0, stdout: header + shard1, stderr: "" },
  },
  "sources without headings": {
    args: "get sources git --no-header -l sharding.fluxcd.io/key",
    want: { exitCode: 0, stdout: shard1.replaceAll("False    ", "False").replaceAll("True ", "True"), stderr: "" },
  },
  "one source of any namespace, before it is reconciled": {
    args: "get sources git new -A",
    want: {
      exitCode: 0,
      stdout:
        "NAMESPACE\tNAME\tREVISION\tSUSPENDED\tREADY\tMESSAGE                  \n" +
        "team     \tnew \t        \tFalse    \tFalse\twaiting to be reconciled\t\n",
      stderr: "",
    },
  },
  "Kustomizations with their sources": {
    args: "get ks --show-source",
    want: {
      exitCode: 0,
      stdout:
        "NAME   \tSOURCE                           \tREVISION          \tSUSPENDED\tREADY\tMESSAGE                              \n" +
        "podinfo\tGitRepository/flux-system/podinfo\tmain@sha1:696f056d\tTrue     \tTrue \tApplied revision: main@sha1:696f056d\t\n",
      stderr: "",
    },
  },
  "everything, one table each, names with their kind": {
    args: "get all -n flux-system",
    want: {
      exitCode: 0,
      stdout:
        "NAME                        \tREVISION          \tSUSPENDED\tREADY\tMESSAGE                              \n" +
        "gitrepository/podinfo       \tmain@sha1:696f056d\tFalse    \tTrue \tFetched revision: main@sha1:696f056d\t\n" +
        "gitrepository/podinfo-shard1\tmain@sha1:696f056d\tFalse    \tTrue \tFetched revision: main@sha1:696f056d\t\n" +
        "NAME                 \tREVISION          \tSUSPENDED\tREADY\tMESSAGE                              \n" +
        "kustomization/podinfo\tmain@sha1:696f056d\tTrue     \tTrue \tApplied revision: main@sha1:696f056d\t\n",
      stderr: "",
    },
  },
  "nothing of everything": {
    args: "get all -n team --status-selector ready=true",
    want: { exitCode: 0, stdout: "", stderr: "" },
  },
  "no object with this status": {
    args: "get sources git --status-selector Ready=False",
    want: { exitCode: 0, stdout: "NAME\tREVISION\tSUSPENDED\tREADY\tMESSAGE \n", stderr: "" },
  },
  "a status selector that is none": {
    args: "get ks --status-selector Ready",
    want: {
      exitCode: 1,
      stdout: "",
      stderr: "✗ expected status selector in type=status format, but found: Ready\n",
    },
  },
  "no objects in the namespace": {
    args: "get kustomizations -n team",
    want: { exitCode: 1, stdout: "", stderr: '✗ no Kustomization objects found in "team" namespace\n' },
  },
  "a name that does not exist": {
    args: "get ks other",
    want: { exitCode: 1, stdout: "", stderr: `✗ Kustomization object 'other' not found in "flux-system" namespace\n` },
  },
  "a name that exists nowhere": {
    args: "get ks other -A",
    want: { exitCode: 1, stdout: "", stderr: "✗ Kustomization object 'other' not found in any namespace\n" },
  },
  "a namespace that can be none": {
    args: "get ks -n Apps_1",
    want: { exitCode: 1, stdout: "", stderr: '✗ namespace must be a valid DNS label: "Apps_1"\n' },
  },
  "everything cannot be watched": {
    args: "get all --watch",
    want: { exitCode: 1, stdout: "", stderr: "✗ expected a single resource type, but found all\n" },
  },
};

test("get prints what the recordings print", async ({ expect }) => {
  await using cluster = await createCluster();
  await cluster.create(objects);
  for (const [title, { args, want }] of Object.entries(cases)) {
    expect(await cluster.flux(args.split(" ")), title).toEqual(want);
  }
});

test("the environment gives the namespace", async ({ expect }) => {
  await using cluster = await createCluster();
  await cluster.create(objects);
  const { stdout } = await cluster.flux(["get", "sources", "git"], { env: { FLUX_SYSTEM_NAMESPACE: "team" } });
  expect(stdout.split("\n")[1]).toMatch(/^new /);
});

test("--watch prints what there is, then every change as a row", async ({ expect }) => {
  await using cluster = await createCluster();
  await cluster.create(objects);
  const stop = new AbortController();
  const key = {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    namespace: "flux-system",
    name: "podinfo",
  };
  let changed = false;
  const outcome = await cluster.flux(["get", "sources", "git", "podinfo", "-w"], {
    signal: stop.signal,
    onOutput: ({ stdout }) => {
      if (!changed) void cluster.client.patch(key, { type: "merge", patch: { spec: { suspend: true } } });
      changed = true;
      if (stdout.includes("True     ")) stop.abort();
    },
  });
  const [first, second] = podinfo.replace("podinfo       ", "podinfo").split(/(?<=\n)/);
  expect(outcome).toEqual({
    exitCode: 130,
    stdout: `${header.replace("NAME          ", "NAME   ")}${first}${second ?? ""}${first?.replace("False    ", "True     ")}`,
    stderr: "",
  });
});
