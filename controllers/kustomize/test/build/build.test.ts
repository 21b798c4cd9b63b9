import { createFileTree } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { ReconcileError } from "@flux-ts/controller";
import type { KustomizationSpec } from "@flux-ts/flux-api";
import { describe, test } from "vitest";
import { buildManifests } from "../../src/build/build.ts";
import { kustomization } from "../builders.ts";

interface Input {
  readonly files: { readonly [path: string]: string };
  readonly spec?: Partial<KustomizationSpec>;
  readonly variables?: { readonly [name: string]: string };
}

async function built({ files, spec = {}, variables = {} }: Input): Promise<readonly KubeObject[]> {
  const tree = createFileTree(files);
  const input = { tree, variables: new Map(Object.entries(variables)), strictSubstitution: true };
  const { objects } = await buildManifests(kustomization(spec), input);
  return objects.map(({ object }) => object);
}

async function failureOf(input: Input): Promise<ReconcileError> {
  try {
    await built(input);
  } catch (error) {
    if (error instanceof ReconcileError) return error;
    throw error;
  }
  throw new Error("Expected the build to fail");
}

const owner = { "kustomize.toolkit.fluxcd.io/name": "web", "kustomize.toolkit.fluxcd.io/namespace": "apps" };
const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: ${v:=none}\n";

describe("objects", () => {
  const cases: Record<string, { input: Input; want: readonly object[] }> = {
    "carry the labels of their owner": {
      input: { files: { "deploy/a.yaml": configMap } },
      want: [
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", labels: owner }, data: { k: "${v:=none}" } },
      ],
    },
    "have their variables substituted": {
      input: { files: { "deploy/a.yaml": configMap }, spec: { postBuild: {} }, variables: { v: "yes" } },
      want: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", labels: owner }, data: { k: true } }],
    },
    "get common metadata over their own": {
      input: {
        files: { "deploy/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {team: x, app: y}}\n" },
        spec: { commonMetadata: { labels: { team: "z" }, annotations: { note: "n" } } },
      },
      want: [
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "a", labels: { app: "y", ...owner, team: "z" }, annotations: { note: "n" } },
        },
      ],
    },
    "come out of lists": {
      input: {
        files: {
          "deploy/a.yaml":
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: b}\n",
        },
      },
      want: ["a", "b"].map((name) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels: owner } })),
    },
    "lose fields that their built-in kind does not have": {
      input: {
        files: {
          "deploy/a.yaml":
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80, colour: red}], typo: 1}\n",
          "deploy/b.yaml": "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: b}\nspec: {any: 1}\n",
        },
      },
      want: [
        {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "a", labels: owner },
          spec: { ports: [{ port: 80, protocol: "TCP" }] },
        },
        { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "b", labels: owner }, spec: { any: 1 } },
      ],
    },
    "have texts of Secrets encoded, and no status": {
      input: {
        files: {
          "deploy/s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {k: v}\nstatus: {x: 1}\n",
        },
      },
      want: [{ apiVersion: "v1", kind: "Secret", metadata: { name: "s", labels: owner }, data: { k: "dg==" } }],
    },
  };
  test.for(Object.entries(cases))("%s", async ([, { input, want }], { expect }) => {
    expect(await built(input)).toEqual(want);
  });
});

describe("failures", () => {
  const cases: Record<string, { input: Input; reason: string; message: RegExp }> = {
    "a missing path is the source's fault": {
      input: { files: { "a.yaml": configMap } },
      reason: "ArtifactFailed",
      message: /^kustomization path not found: '\.\/deploy' does not exist in the source$/,
    },
    "broken YAML is named with file and line": {
      input: { files: { "deploy/a.yaml": `${configMap}  x: [\n` } },
      reason: "BuildFailed",
      message: /^kustomize build failed: .*\(deploy\/a\.yaml:\d+(:\d+)?\)/s,
    },
    "a variable without value is named with file and line": {
      input: {
        files: { "deploy/a.yaml": configMap.replace("${v:=none}", "${missing}") },
        spec: { postBuild: {} },
        variables: { v: "x" },
      },
      reason: "BuildFailed",
      message:
        /^post build failed for 'v1\.ConfigMap\/a': envsubst error: variable substitution failed: .*missing.* \(deploy\/a\.yaml:1\)$/,
    },
    "an encrypted Secret is never applied": {
      input: {
        files: {
          "deploy/s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {k: ENC}\nsops: {mac: x}\n",
        },
      },
      reason: "ReconciliationFailed",
      message: /^Secret\/s is SOPS encrypted, configuring decryption is required .* \(deploy\/s\.yaml:1\)$/,
    },
  };
  test.for(Object.entries(cases))("%s", async ([, { input, reason, message }], { expect }) => {
    const error = await failureOf(input);
    expect(error.reason).toBe(reason);
    expect(error.message).toMatch(message);
  });
});

test("equal manifests have equal digests, other manifests have others", async ({ expect }) => {
  const digest = async (text: string): Promise<string> => {
    const tree = createFileTree({ "deploy/a.yaml": text });
    return (await buildManifests(kustomization(), { tree, variables: new Map(), strictSubstitution: true })).digest;
  };
  expect(await digest(configMap)).toBe(await digest(`# a comment\n${configMap}`));
  expect(await digest(configMap)).not.toBe(await digest(configMap.replace("none", "some")));
});
