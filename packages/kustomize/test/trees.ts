import { createFileTree } from "@flux-ts/base";
import { build, emit } from "@flux-ts/kustomize";
import type { BuildOptions } from "@flux-ts/kustomize";

/** The output of building a folder of a tree that is given by its files. */
export function render(files: { readonly [path: string]: string }, path = ".", options?: BuildOptions): string {
  return emit(build(createFileTree(files), path, options).resources);
}

/** A ConfigMap as a manifest. */
export function configMap(name: string, ...lines: readonly string[]): string {
  return ["apiVersion: v1", "kind: ConfigMap", "metadata:", `  name: ${name}`, ...lines, ""].join("\n");
}

/** A Deployment with one container as a manifest. */
export function deployment(name: string, ...podLines: readonly string[]): string {
  return [
    "apiVersion: apps/v1",
    "kind: Deployment",
    "metadata:",
    `  name: ${name}`,
    "spec:",
    "  template:",
    "    spec:",
    "      containers:",
    "      - image: app:1",
    "        name: main",
    ...podLines.map((line) => `      ${line}`),
    "",
  ].join("\n");
}
