import type { JsonObject } from "@flux-ts/base";
import { test } from "vitest";
import { actAsController } from "./act-as-controller.ts";
import type { Verdict } from "./act-as-controller.ts";
import { createCluster } from "./cluster.ts";

const gitRepositories = { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository" };
const kustomizations = { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" };
const revision = "main@sha1:696f056df216eea4f9401adbee0ff744d4df390f";

const artifact: JsonObject = {
  revision,
  path: "a",
  url: "a",
  digest: "sha256:ab",
  lastUpdateTime: "2021-08-01T04:28:42Z",
};
const fetched: Verdict = { ready: "True", message: "stored", status: { artifact } };
const applied: Verdict = { ready: "True", message: "applied", status: { lastAppliedRevision: revision } };

const objects = `
apiVersion: v1
kind: Namespace
metadata: { name: flux-system }
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: fleet, namespace: flux-system }
spec: { interval: 5m, url: "https://example.com/repo" }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec: { interval: 5m, path: ./a, prune: true, sourceRef: { kind: GitRepository, name: fleet } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: infra, namespace: flux-system }
spec: { interval: 5m, path: ./a, prune: true, suspend: true, sourceRef: { kind: GitRepository, name: fleet } }
`;

interface Step {
  readonly args: string;
  readonly exitCode?: number;
  readonly stderr: readonly string[];
}

const annotateFleet = [
  "► annotating GitRepository fleet in flux-system namespace",
  "✔ GitRepository annotated",
  "◎ waiting for GitRepository reconciliation",
];
const annotateApps = [
  "► annotating Kustomization apps in flux-system namespace",
  "✔ Kustomization annotated",
  "◎ waiting for Kustomization reconciliation",
];

const cases: Record<string, { kustomization?: Verdict; steps: readonly Step[] }> = {
  "a source is reconciled": {
    steps: [{ args: "reconcile source git fleet", stderr: [...annotateFleet, `✔ fetched revision ${revision}`] }],
  },
  "a Kustomization is reconciled after its source": {
    steps: [
      {
        args: "reconcile ks apps --with-source",
        stderr: [...annotateFleet, `✔ fetched revision ${revision}`, ...annotateApps, `✔ applied revision ${revision}`],
      },
    ],
  },
  "a failure ends the wait": {
    kustomization: { ready: "False", message: "no such file" },
    steps: [
      {
        args: "reconcile kustomization apps",
        exitCode: 1,
        stderr: [...annotateApps, "✗ Kustomization reconciliation failed: 'no such file'"],
      },
    ],
  },
  "a suspended object is not reconciled": {
    steps: [{ args: "reconcile ks infra", exitCode: 1, stderr: ["✗ resource is suspended"] }],
  },
  "an object that does not exist is not reconciled": {
    steps: [
      {
        args: "reconcile ks other",
        exitCode: 1,
        stderr: ['✗ kustomizations.kustomize.toolkit.fluxcd.io "other" not found'],
      },
    ],
  },
  "a name is required": {
    steps: [{ args: "reconcile ks", exitCode: 1, stderr: ["✗ Kustomization name is required"] }],
  },
  "suspended objects resume and are reconciled": {
    steps: [
      {
        args: "suspend kustomization apps other",
        stderr: [
          "✗ no Kustomization objects found in flux-system namespace",
          "► suspending kustomization apps in flux-system namespace",
          "✔ kustomization suspended",
        ],
      },
      {
        args: "resume ks --all --wait",
        stderr: ["apps", "infra"].flatMap((name) => [
          `► resuming kustomization ${name} in flux-system namespace`,
          "✔ kustomization resumed",
          "◎ waiting for Kustomization reconciliation",
          `✔ Kustomization ${name} reconciliation completed`,
          `✔ applied revision ${revision}`,
        ]),
      },
    ],
  },
  "an object that fails after it was resumed is named": {
    kustomization: { ready: "False", message: "no such file" },
    steps: [
      {
        args: "resume ks infra",
        exitCode: 1,
        stderr: [
          "► resuming kustomization infra in flux-system namespace",
          "✔ kustomization resumed",
          "◎ waiting for Kustomization reconciliation",
          "✗ Kustomization infra: Kustomization reconciliation failed: 'no such file'",
          "✗ 1 of 1 objects failed to reconcile",
        ],
      },
    ],
  },
};

test.for(Object.entries(cases))("%s", async ([, { kustomization = applied, steps }], { expect }) => {
  await using cluster = await createCluster();
  await cluster.create(objects);
  using _source = actAsController(cluster.client, gitRepositories, () => fetched);
  using _kustomize = actAsController(cluster.client, kustomizations, () => kustomization);
  for (const { args, exitCode = 0, stderr } of steps) {
    const want = { exitCode, stdout: "", stderr: stderr.map((line) => `${line}\n`).join("") };
    expect(await cluster.flux(args.split(" "))).toEqual(want);
  }
});

test("without a controller the wait ends at the timeout", async ({ expect }) => {
  await using cluster = await createCluster();
  await cluster.create(objects);
  const { exitCode, stderr } = await cluster.flux(["reconcile", "source", "git", "fleet", "--timeout=20ms"]);
  expect({ exitCode, last: stderr.split("\n").at(-2) }).toEqual({
    exitCode: 1,
    last: "✗ GitRepository reconciliation did not end within 20ms",
  });
});
