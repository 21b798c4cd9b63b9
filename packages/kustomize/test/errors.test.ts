import { createFileTree } from "@flux-ts/base";
import { build, KustomizeError } from "@flux-ts/kustomize";
import type { BuildOptions, KustomizeErrorCode } from "@flux-ts/kustomize";
import { test } from "vitest";
import { configMap, deployment } from "./trees.ts";

function failure(files: { readonly [path: string]: string }, path = ".", options?: BuildOptions): KustomizeError {
  try {
    build(createFileTree(files), path, options);
  } catch (error) {
    if (error instanceof KustomizeError) return error;
    throw error;
  }
  throw new TypeError("The build did not fail");
}

interface Case {
  readonly files: { readonly [path: string]: string };
  readonly path?: string;
  readonly options?: BuildOptions;
  readonly code: KustomizeErrorCode;
  readonly message: string;
  readonly at?: string;
  readonly chain?: readonly string[];
}

const cases: { readonly [rule: string]: Case } = {
  "an unknown field is named with its line": {
    files: { "kustomization.yaml": "resources: []\nresorces: [a.yaml]\n" },
    code: "invalid-kustomization",
    message: 'invalid Kustomization: json: unknown field "resorces"',
    at: "kustomization.yaml:2",
  },
  "a field of another type is named with its line": {
    files: { "kustomization.yaml": "images:\n- name: a\n  newTag: 1.0\n" },
    code: "invalid-kustomization",
    message:
      "invalid Kustomization: json: cannot unmarshal number into Go struct field Image.images.newTag of type string",
    at: "kustomization.yaml:3",
  },
  "a missing file is blamed on the entry that names it": {
    files: { "kustomization.yaml": "resources:\n- a.yaml\n- b.yaml\n", "a.yaml": configMap("a") },
    code: "not-found",
    message:
      "accumulating resources: accumulation err='accumulating resources from 'b.yaml': '/b.yaml' doesn't exist': must build at directory: not a valid directory: '/b.yaml' doesn't exist",
    at: "kustomization.yaml:3",
    chain: ["kustomization.yaml"],
  },
  "the chain of kustomizations leads to the failure": {
    files: {
      "over/kustomization.yaml": "resources: [../base]",
      "base/kustomization.yaml": "resources: [c.yaml]",
      "base/c.yaml": "a: [",
    },
    path: "over",
    code: "malformed-yaml",
    message:
      "accumulating resources: accumulation err='accumulating resources from '../base': '/base' must resolve to a file': recursed accumulation of path '/base': accumulating resources: accumulating resources from 'c.yaml': MalformedYAMLError: yaml: line 1: did not find expected node content in File: c.yaml",
    chain: ["over/kustomization.yaml", "base/kustomization.yaml"],
  },
  "a folder cannot lead back to itself": {
    files: { "a/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "resources: [../a]" },
    path: "a",
    code: "cycle",
    message:
      "accumulating resources: accumulation err='accumulating resources from '../b': '/b' must resolve to a file': recursed accumulation of path '/b': accumulating resources: accumulation err='accumulating resources from '../a': '/a' must resolve to a file': cycle detected: candidate root '/a' contains visited root '/a'",
    at: "b/kustomization.yaml:1",
    chain: ["a/kustomization.yaml", "b/kustomization.yaml"],
  },
  "files out of the root are refused": {
    files: { "sub/kustomization.yaml": "configMapGenerator: [{name: c, files: [../f]}]", f: "" },
    path: "sub",
    code: "restricted",
    message: "loading KV pairs: file sources: [../f]: security; file '/f' is not in or below '/sub'",
  },
  "two objects cannot be the same": {
    files: { "kustomization.yaml": "resources: [a.yaml, b.yaml]", "a.yaml": configMap("a"), "b.yaml": configMap("a") },
    code: "conflict",
    message:
      "accumulating resources: accumulation err='merging resources from 'b.yaml': may not add resource with an already registered id: ConfigMap.v1.[noGrp]/a.[noNs]': must build at directory: '/b.yaml': file is not directory",
  },
  "a patch has to find its object": {
    files: {
      "kustomization.yaml": "resources: [a.yaml]\npatches: [{path: p.yaml}]",
      "a.yaml": configMap("a"),
      "p.yaml": deployment("d"),
    },
    code: "no-match",
    message:
      'no resource matches strategic merge patch "Deployment.v1.apps/d.[noNs]": no matches for Id Deployment.v1.apps/d.[noNs]; failed to find unique target for patch Deployment.v1.apps/d.[noNs]',
    at: "kustomization.yaml:2",
  },
  "a label selector is refused with the words of Kubernetes": {
    files: {
      "kustomization.yaml":
        "resources: [a.yaml]\npatches: [{target: {labelSelector: 'a in b'}, patch: '- {op: test}'}]",
      "a.yaml": configMap("a"),
    },
    code: "invalid-config",
    message: "unable to parse requirement: found 'b' expected: '('",
  },
  "what JSON cannot hold fails where it is printed": {
    files: {
      "kustomization.yaml": "resources: [x.yaml]\nnamePrefix: p-",
      "x.yaml": "apiVersion: v1\nkind: X\nmetadata: {name: x}\nspec: {6443: .inf, a: b}",
    },
    code: "unprintable",
    message:
      'map[string]interface {}{"apiVersion":"v1", "kind":"X", "metadata":map[string]interface {}{"name":"p-x"}, "spec":map[interface {}]interface {}{"a":"b", 6443:+Inf}}: json: unsupported type: map[interface {}]interface {}',
    at: "x.yaml:1",
  },
  "a validator changes nothing": {
    files: {
      "kustomization.yaml": "resources: [a.yaml]\nvalidators: [v.yaml]",
      "a.yaml": configMap("a"),
      "v.yaml":
        "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: v}\nprefix: p-\nfieldSpecs: [{path: metadata/name}]",
    },
    code: "plugin",
    message:
      "validator shouldn't modify the resource map: id in self missing from other; id: ConfigMap.v1.[noGrp]/a.[noNs]",
  },
  "charts need a renderer": {
    files: { "kustomization.yaml": "helmCharts: [{name: x}]" },
    code: "helm",
    message:
      "trouble configuring builtin HelmChartInflationGenerator with config: `\nname: x\n`: must specify --enable-helm",
  },
  "remote resources need a loader": {
    files: { "kustomization.yaml": "resources: ['https://example.com/r.yaml']" },
    code: "remote",
    message:
      "accumulating resources: accumulation err='accumulating resources from 'https://example.com/r.yaml': remote resource 'https://example.com/r.yaml' is not allowed: no remote loader is given': remote resource 'https://example.com/r.yaml' is not allowed: no remote loader is given",
  },
  "the number of objects is limited": {
    files: {
      "kustomization.yaml": "resources: [r.yaml]",
      "r.yaml": ["a", "b", "c"].map((name) => configMap(name)).join("---\n"),
    },
    options: { limits: { maxObjects: 2 } },
    code: "limit",
    message: "accumulating resources: the build has more than 2 objects",
  },
};

test.for(Object.entries(cases))("%s", ([, { files, path, options, code, message, at, chain }], { expect }) => {
  const error = failure(files, path, options);
  expect({ code: error.code, message: error.message }).toEqual({ code, message });
  if (at !== undefined) expect(`${error.position?.file}:${error.position?.line}`).toBe(at);
  if (chain !== undefined) expect(error.chain).toEqual(chain);
});
