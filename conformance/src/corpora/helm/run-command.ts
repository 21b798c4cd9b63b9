import { createFileTree } from "@flux-ts/base";
import type { FileTree, JsonObject } from "@flux-ts/base";
import {
  formatRelease,
  HelmError,
  loadChart,
  offlineCapabilities,
  readValues,
  renderRelease,
} from "@flux-ts/helm-template";
import type { RenderedRelease } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import type { HelmCommand } from "./command.ts";

/** The release that `helm template` or `helm install --dry-run=client` makes of a chart in a tree. */
export function runRelease(tree: FileTree, { operands, flags }: HelmCommand): RenderedRelease {
  const [name = "", folder = ""] = operands;
  if (flags["name-template"] !== undefined) {
    throw new HelmError("release", "cannot set --name-template and also specify a name");
  }
  if (flags["post-renderer"] !== undefined) throw unknownPostRenderer(flags["post-renderer"]);
  const chart = loadChart(tree, folder);
  return renderRelease(chart, {
    release: { name, namespace: flags.namespace ?? "default", isUpgrade: flags["is-upgrade"] ?? false },
    values: valuesOf(tree, flags),
    capabilities: offlineCapabilities(flags["kube-version"], flags["api-versions"]),
    includeCrds: flags["include-crds"] ?? false,
    ports: nodePorts(),
  });
}

function unknownPostRenderer(name: string): HelmError {
  const plugin = `plugin: {Name:${name} Type:postrenderer/v1} not found`;
  return new HelmError("release", `invalid argument "${name}" for "--post-renderer" flag: ${plugin}`);
}

/** What `helm template` prints. */
export function printTemplate(release: RenderedRelease, { flags }: HelmCommand): string {
  return formatRelease(release, { tests: !flags["skip-tests"], showOnly: flags["show-only"] ?? [] });
}

export function valuesOf(tree: FileTree, flags: HelmCommand["flags"]): JsonObject {
  const readFile = (name: string): string => {
    const bytes = tree.readFile(name);
    if (bytes === undefined) throw new HelmError("values", `open ${name}: no such file or directory`);
    return new TextDecoder().decode(bytes);
  };
  return readValues({
    files: (flags.values ?? []).map((name) => ({ name, text: readFile(name) })),
    set: flags.set ?? [],
    setJson: flags["set-json"] ?? [],
    setString: flags["set-string"] ?? [],
    setFile: flags["set-file"] ?? [],
    setLiteral: flags["set-literal"] ?? [],
    readFile,
  });
}

export function treeOf(recorded: {
  readonly files: { readonly [path: string]: string };
  readonly filesBase64?: { readonly [path: string]: string };
}): FileTree {
  const binary = Object.entries(recorded.filesBase64 ?? {}).map(([path, text]) => [path, Buffer.from(text, "base64")]);
  return createFileTree({ ...recorded.files, ...Object.fromEntries(binary) });
}
