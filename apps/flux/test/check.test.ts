import { test } from "vitest";
import { createCluster } from "./cluster.ts";

const namespace = `
apiVersion: v1
kind: Namespace
metadata: { name: flux-system }
`;

const lease = (controller: string): string => `
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: { name: ${controller}-leader-election, namespace: flux-system }
spec: { holderIdentity: flux-ts_here, leaseDurationSeconds: 3600, renewTime: "${new Date().toISOString().replace("Z", "000Z")}" }
`;

const deployment = (controller: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${controller}, namespace: flux-system, labels: { app.kubernetes.io/part-of: flux } }
spec:
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec: { containers: [{ name: manager, image: "ghcr.io/fluxcd/${controller}:v1.9.4" }] }
`;

const definitions = [
  "✔ alerts.notification.toolkit.fluxcd.io/v1beta3",
  "✔ artifactgenerators.source.extensions.fluxcd.io/v1beta1",
  "✔ buckets.source.toolkit.fluxcd.io/v1",
  "✔ externalartifacts.source.toolkit.fluxcd.io/v1",
  "✔ gitrepositories.source.toolkit.fluxcd.io/v1",
  "✔ helmcharts.source.toolkit.fluxcd.io/v1",
  "✔ helmreleases.helm.toolkit.fluxcd.io/v2",
  "✔ helmrepositories.source.toolkit.fluxcd.io/v1",
  "✔ imagepolicies.image.toolkit.fluxcd.io/v1",
  "✔ imagerepositories.image.toolkit.fluxcd.io/v1",
  "✔ imageupdateautomations.image.toolkit.fluxcd.io/v1",
  "✔ kustomizations.kustomize.toolkit.fluxcd.io/v1",
  "✔ ocirepositories.source.toolkit.fluxcd.io/v1",
  "✔ providers.notification.toolkit.fluxcd.io/v1beta3",
  "✔ receivers.notification.toolkit.fluxcd.io/v1",
];
const prerequisites = ["► checking prerequisites", "✔ Kubernetes 1.36.3 >=1.33.0-0"];

test("check --pre looks at Kubernetes only", async ({ expect }) => {
  await using cluster = await createCluster();
  expect(await cluster.flux(["check", "--pre"])).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: [...prerequisites, "✔ prerequisites checks passed", ""].join("\n"),
  });
});

test("check finds controllers as leaders and as deployments", async ({ expect }) => {
  await using cluster = await createCluster({ labelled: true });
  await cluster.create([namespace, lease("source-controller"), deployment("kustomize-controller")].join("---"));
  expect(await cluster.flux(["check"])).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: [
      ...prerequisites,
      "► checking version in cluster",
      "✔ distribution: flux-v2.9.4",
      "► checking controllers",
      "✔ source-controller: led by flux-ts_here",
      "✔ kustomize-controller: deployment ready",
      "► ghcr.io/fluxcd/kustomize-controller:v1.9.4",
      "► checking crds",
      ...definitions,
      "✔ all checks passed",
      "",
    ].join("\n"),
  });
});

test("check names what is missing", async ({ expect }) => {
  await using cluster = await createCluster();
  await cluster.create(namespace);
  expect(await cluster.flux(["check", "--components=source-controller"])).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: [
      ...prerequisites,
      "► checking version in cluster",
      "✗ Flux is not installed, or its definitions do not say which version",
      "► checking controllers",
      "✗ source-controller: no deployment and no leader in flux-system namespace",
      "► checking crds",
      ...definitions,
      "✗ check failed",
      "",
    ].join("\n"),
  });
});

test("version shows what runs in the cluster", async ({ expect }) => {
  await using cluster = await createCluster({ labelled: true });
  await cluster.create([namespace, deployment("kustomize-controller")].join("---"));
  expect(await cluster.flux(["version"])).toEqual({
    exitCode: 0,
    stdout: "distribution: flux-v2.9.4\nflux: v2.9.4\nkustomize-controller: v1.9.4\n",
    stderr: "",
  });
});

test("version fails where nothing runs", async ({ expect }) => {
  await using cluster = await createCluster();
  expect(await cluster.flux(["version"])).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "✗ no deployments found in flux-system namespace\n",
  });
});
