// Rules for dependency-cruiser, generated from the manifests of the workspace: an import is allowed when the manifest declares it.
import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);
const scope = "@flux-ts/";

const folders = ["packages", "controllers", "apps"]
  .flatMap((group) => readdirSync(new URL(group, root)).map((name) => `${group}/${name}`))
  .concat("conformance", "bench");

const manifests = folders.map((folder) => ({
  folder,
  manifest: JSON.parse(readFileSync(new URL(`${folder}/package.json`, root), "utf8")),
}));

const folderOf = new Map(manifests.map(({ folder, manifest }) => [manifest.name, folder]));

/** Engines: values in, values out. */
const pure = [
  "base",
  "flux-api",
  "yaml",
  "kube-schema",
  "envsubst",
  "semver",
  "kustomize",
  "cel",
  "health",
  "go-template",
  "helm-template",
];

function undeclared({ folder, manifest }) {
  const dependencies = { ...manifest.dependencies };
  const declared = Object.keys(dependencies)
    .filter((name) => name.startsWith(scope))
    .map((name) => folderOf.get(name));
  const allowed = [folder, ...declared].join("|");
  return {
    name: `undeclared-in-${folder.replace("/", "-")}`,
    comment: `${folder}/package.json does not declare this workspace package as a dependency`,
    severity: "error",
    from: { path: `^${folder}/src/` },
    to: { path: "^(packages|controllers|apps|conformance|bench)/", pathNot: `^(${allowed})/` },
  };
}

/** @type {import("dependency-cruiser").IConfiguration} */
export const config = {
  forbidden: [
    ...manifests.map(undeclared),
    {
      name: "no-cycle",
      comment: "Files that import each other cannot be understood one at a time",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      comment: "The import leads nowhere: the file does not exist or the package does not export it",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "pure-packages",
      comment: "Engines take values and give values: no Node built-ins, except in node.ts, the adapter for their ports",
      severity: "error",
      from: { path: `^packages/(${pure.join("|")})/src/`, pathNot: "/src/node\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pure-decisions",
      comment: "plan.ts and conclude.ts decide; observing and acting happen in reconcile.ts",
      severity: "error",
      from: { path: "/(plan|conclude)\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "processes",
      comment: "Processes are started by git, and by kube for exec credentials, and nowhere else",
      severity: "error",
      from: {
        path: "^(packages|controllers|apps)/[^/]+/src/",
        pathNot: "^packages/(git/src/|kube/src/kubeconfig/exec\\.ts)",
      },
      to: { path: "^(node:)?child_process$" },
    },
    {
      name: "fakes-stay-in-tests",
      comment: "testing.ts is for tests",
      severity: "error",
      from: { path: "^(packages|controllers|apps)/[^/]+/src/", pathNot: "/testing\\.ts$" },
      to: { path: "/src/testing\\.ts$" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|data)/" },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};
