import { test } from "vitest";
import { configMap, deployment, render } from "./trees.ts";

interface Case {
  readonly files: { readonly [path: string]: string };
  readonly path?: string;
  readonly want: string;
}

const cases: { readonly [rule: string]: Case } = {
  "resources come in the order they are named, keys are sorted": {
    files: {
      "kustomization.yaml": "resources: [b.yaml, a.yaml]",
      "a.yaml": configMap("a"),
      "b.yaml": configMap("b", "data: {z: one, a: two}"),
    },
    want: `${configMap("b").replace("kind", "data:\n  a: two\n  z: one\nkind")}---\n${configMap("a")}`,
  },
  "an overlay renames what a base has, and who refers to it": {
    files: {
      "base/kustomization.yaml": "resources: [r.yaml]\nnamePrefix: b-",
      "base/r.yaml": `${configMap("conf")}---\n${deployment("app", "volumes:", "- configMap:", "    name: conf", "  name: c")}`,
      "over/kustomization.yaml": "resources: [../base]\nnamePrefix: o-\nnameSuffix: -x",
    },
    path: "over",
    want: `${configMap("o-b-conf-x")}---\n${deployment("o-b-app-x", "volumes:", "- configMap:", "    name: o-b-conf-x", "  name: c")}`,
  },
  "a component changes what was gathered before it": {
    files: {
      "kustomization.yaml": "resources: [a.yaml]\ncomponents: [part]",
      "a.yaml": configMap("a"),
      "part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -s",
    },
    want: configMap("a-s"),
  },
  "a namespace goes into namespaced objects and moves the default account of role bindings": {
    files: {
      "kustomization.yaml": "resources: [r.yaml]\nnamespace: apps",
      "r.yaml": [
        "apiVersion: rbac.authorization.k8s.io/v1",
        "kind: ClusterRoleBinding",
        "metadata: {name: b}",
        "subjects:",
        "- {kind: ServiceAccount, name: default, namespace: old}",
        "- {kind: ServiceAccount, name: other, namespace: old}",
        "---",
        configMap("a"),
      ].join("\n"),
    },
    want: [
      "apiVersion: rbac.authorization.k8s.io/v1",
      "kind: ClusterRoleBinding",
      "metadata:",
      "  name: b",
      "subjects:",
      "- kind: ServiceAccount",
      "  name: default",
      "  namespace: apps",
      "- kind: ServiceAccount",
      "  name: other",
      "  namespace: old",
      "---",
      configMap("a", "  namespace: apps"),
    ].join("\n"),
  },
  "labels go into metadata alone unless selectors are asked for": {
    files: {
      "kustomization.yaml": "resources: [s.yaml]\nlabels:\n- pairs: {a: x}\n- pairs: {b: z}\n  includeSelectors: true",
      "s.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n",
    },
    want: "apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    a: x\n    b: z\n  name: s\nspec:\n  selector:\n    b: z\n",
  },
  "images and replicas are found by name": {
    files: {
      "kustomization.yaml":
        "resources: [d.yaml]\nimages: [{name: app, newName: r.io/app, newTag: v2}]\nreplicas: [{name: d, count: 3}]",
      "d.yaml": deployment("d"),
    },
    want: deployment("d").replace("app:1", "r.io/app:v2").replace("spec:\n", "spec:\n  replicas: 3\n"),
  },
  "a generated name follows its content, and so do references": {
    files: {
      "kustomization.yaml": "resources: [d.yaml]\nconfigMapGenerator: [{name: conf, literals: [a=b]}]",
      "d.yaml": deployment("d", "volumes:", "- configMap:", "    name: conf", "  name: c"),
    },
    want: `${deployment("d", "volumes:", "- configMap:", "    name: conf-4h2mbtbbt6", "  name: c")}---\n${configMap("conf-4h2mbtbbt6").replace("kind", "data:\n  a: b\nkind")}`,
  },
  "a generator merges into what a base generated": {
    files: {
      "base/kustomization.yaml":
        "configMapGenerator: [{name: c, literals: [a=1, b=2]}]\ngeneratorOptions: {disableNameSuffixHash: true}",
      "over/kustomization.yaml":
        "resources: [../base]\nconfigMapGenerator: [{name: c, behavior: merge, literals: [b=3]}]",
    },
    path: "over",
    want: configMap("c").replace("kind", 'data:\n  a: "1"\n  b: "3"\nkind'),
  },
  "secrets hold base64": {
    files: {
      "kustomization.yaml": "secretGenerator:\n- name: s\n  files: [k=f.txt]\n  options: {disableNameSuffixHash: true}",
      "f.txt": "hello",
    },
    want: "apiVersion: v1\ndata:\n  k: aGVsbG8=\nkind: Secret\nmetadata:\n  name: s\ntype: Opaque\n",
  },
  "a JSON patch goes to all that its target selects, by whole names": {
    files: {
      "kustomization.yaml":
        "resources: [r.yaml]\npatches:\n- target: {kind: ConfigMap, name: a|ab}\n  patch: '- {op: add, path: /data, value: {x: z}}'",
      "r.yaml": ["a", "ab", "abc"].map((name) => configMap(name)).join("---\n"),
    },
    want: ["a", "ab"]
      .map((name) => configMap(name).replace("kind", "data:\n  x: z\nkind"))
      .concat(configMap("abc"))
      .join("---\n"),
  },
  "a replacement copies a field, and part of a field": {
    files: {
      "kustomization.yaml": [
        "resources: [r.yaml, d.yaml]",
        "replacements:",
        "- source: {kind: ConfigMap, name: v, fieldPath: data.tag}",
        "  targets:",
        "  - select: {kind: Deployment}",
        "    fieldPaths: ['spec.template.spec.containers.[name=main].image']",
        "    options: {delimiter: ':', index: 1}",
      ].join("\n"),
      "r.yaml": configMap("v", "data: {tag: v9}"),
      "d.yaml": deployment("d"),
    },
    want: `${configMap("v").replace("kind", "data:\n  tag: v9\nkind")}---\n${deployment("d").replace("app:1", "app:v9")}`,
  },
  "a variable takes its value from another object": {
    files: {
      "kustomization.yaml":
        "resources: [r.yaml]\nnamePrefix: p-\nvars: [{name: NAME, objref: {apiVersion: v1, kind: ConfigMap, name: v}}]",
      "r.yaml": `${configMap("v")}---\n${deployment("d", "  args: [$(NAME), $$(NAME), $(OTHER)]")}`,
    },
    want: `${configMap("p-v")}---\n${deployment("p-d").replace("- image: app:1", "- args:\n        - p-v\n        - $(NAME)\n        - $(OTHER)\n        image: app:1")}`,
  },
  "a transformer is configured by a file": {
    files: {
      "kustomization.yaml": "resources: [a.yaml]\ntransformers: [t.yaml]",
      "a.yaml": configMap("a"),
      "t.yaml":
        "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: t}\nlabels: {l: v}\nfieldSpecs: [{path: metadata/labels, create: true}]",
    },
    want: configMap("a").replace("  name", "  labels:\n    l: v\n  name"),
  },
  "annotations keep the text they were written with": {
    files: {
      "kustomization.yaml": "resources: [a.yaml]",
      "a.yaml": configMap("a", "  annotations: {port: 8080, version: 1.10, on: true}"),
    },
    want: configMap("a").replace(
      "  name",
      '  annotations:\n    "on": "true"\n    port: "8080"\n    version: "1.10"\n  name',
    ),
  },
  "a label that was added in several places changes in all of them": {
    files: {
      "base/kustomization.yaml": "resources: [r.yaml]\nlabels: [{pairs: {l: base}, includeTemplates: true}]",
      "base/r.yaml": "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}",
      "over/kustomization.yaml": "resources: [../base]\nlabels: [{pairs: {l: over}}]",
    },
    path: "over",
    want: `apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    l: over
  name: a
spec:
  template:
    metadata:
      labels:
        l: over
`,
  },
  "a label that was there in one place changes there alone": {
    files: {
      "kustomization.yaml": "resources: [r.yaml]\nlabels: [{pairs: {l: x}, includeTemplates: true}, {pairs: {l: z}}]",
      "r.yaml": "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, labels: {l: own}}}",
    },
    want: `apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    l: z
  name: a
spec:
  template:
    metadata:
      labels:
        l: x
`,
  },
  "a field without value goes when a patch merges, whatever was changed before": {
    files: {
      "base/kustomization.yaml": "resources: [r.yaml]\nimages: [{name: app, newTag: v2}]",
      "base/r.yaml": deployment("a", "  resources:"),
      "over/kustomization.yaml":
        "resources: [../base]\npatches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}'}]",
    },
    path: "over",
    want: deployment("a").replace("app:1", "app:v2"),
  },
  "null deletes no label where a selector chose the object": {
    files: {
      "kustomization.yaml": `resources: [a.yaml]
patches:
- target: {kind: ConfigMap}
  patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: x, labels: null, annotations: {n: null}}}'
`,
      "a.yaml": configMap("a", "  labels: {l: v}"),
    },
    want: configMap("a").replace("  name", '  annotations:\n    "n": "null"\n  labels:\n    l: v\n  name'),
  },
  "objects marked as local are used and not printed": {
    files: {
      "kustomization.yaml": "resources: [r.yaml]",
      "r.yaml": `${configMap("a")}---\n${configMap("b", '  annotations: {config.kubernetes.io/local-config: "true"}')}`,
    },
    want: configMap("a"),
  },
};

test.for(Object.entries(cases))("%s", ([, { files, path, want }], { expect }) => {
  expect(render(files, path)).toBe(want);
});
