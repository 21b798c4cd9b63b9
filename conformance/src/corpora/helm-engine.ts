import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { equalJson } from "@flux-ts/base";
import type { FileTree, JsonObject } from "@flux-ts/base";
import {
  formatMessages,
  HelmError,
  lintChart,
  loadChart,
  offlineCapabilities,
  packageChart,
  readChartFolder,
} from "@flux-ts/helm-template";
import type { RenderedRelease } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import type { Corpus, CorpusCase } from "../corpus.ts";
import { readJsonLines } from "../jsonl.ts";
import { parseCommand } from "./helm/command.ts";
import type { HelmCommand } from "./helm/command.ts";
import { printTemplate, runRelease, treeOf, valuesOf } from "./helm/run-command.ts";

type EngineCase = {
  readonly name: string;
  readonly command: readonly string[];
  readonly files: { readonly [path: string]: string };
  readonly filesBase64?: { readonly [path: string]: string };
  readonly expected: {
    readonly exit: number;
    readonly stderr: string;
    readonly stdout?: string;
    readonly release?: JsonObject;
    readonly package?: JsonObject;
  };
};

export const helmEngine: Corpus = {
  name: "helm-engine",
  files: async (directory) => {
    const names = (await readdir(join(directory, "cases"))).toSorted();
    return await Promise.all(
      names.map(async (name) => ({ name, cases: await readCases(join(directory, "cases", name)) })),
    );
  },
};

async function readCases(file: string): Promise<readonly CorpusCase[]> {
  const cases = await readJsonLines<EngineCase>(file);
  return cases.map((recorded) => ({ id: recorded.name, run: () => runCase(recorded) }));
}

function runCase(recorded: EngineCase): string | undefined {
  const { expected } = recorded;
  const command = parseCommand(recorded.command);
  const wantedError = command.action === "lint" ? undefined : errorOf(expected.stderr);
  try {
    const difference = runAction(recorded, command);
    return wantedError === undefined ? difference : `wanted the failure:\n${wantedError}`;
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    if (wantedError === undefined) return `failed: ${error.message}`;
    return sameError(wantedError, error.message)
      ? undefined
      : `wanted the failure:\n${wantedError}\ngot:\n${error.message}`;
  }
}

/** What stands behind `Error: `, without the hint of the command line. */
function errorOf(stderr: string): string | undefined {
  const start = /^Error: /m.exec(stderr);
  if (start === null) return undefined;
  const text = stderr.slice(start.index + "Error: ".length).replace(/^INSTALLATION FAILED: /, "");
  return text.replace(/\n\nUse --debug flag to render out invalid YAML\n$/, "").trimEnd();
}

/** The lines of schema errors have no order. */
function sameError(wanted: string, got: string): boolean {
  if (!wanted.includes("don't meet the specifications of the schema")) return wanted === got.trimEnd();
  const linesOf = (text: string) => text.trimEnd().split("\n").toSorted().join("\n");
  return linesOf(wanted) === linesOf(got);
}

function runAction(recorded: EngineCase, command: HelmCommand): string | undefined {
  const tree = treeOf(recorded);
  const { expected } = recorded;
  switch (command.action) {
    case "template":
      return compareText(expected.stdout ?? "", printTemplate(runRelease(tree, command), command));
    case "install":
      return compareJson(expected.release ?? {}, describe(runRelease(tree, command)));
    case "lint":
      return compareText(expected.stdout ?? "", lint(tree, command, expected.exit));
    case "package":
      return compareJson(expected.package ?? {}, describePackage(tree, command));
    default:
      return `helm ${command.action} is not known here`;
  }
}

/** What `helm lint` prints; a chart that fails has no summary. */
function lint(tree: FileTree, { operands, flags }: HelmCommand, exit: number): string {
  const [folder = ""] = operands;
  const messages = lintChart(readChartFolder(tree, folder), {
    folder: `<DIR>/${folder}`,
    values: valuesOf(tree, flags),
    capabilities: offlineCapabilities(flags["kube-version"], flags["api-versions"]),
    ports: nodePorts(),
  });
  const bad = flags.strict ? ["WARNING", "ERROR"] : ["ERROR"];
  const isFailed = messages.some(({ severity }) => bad.includes(severity));
  if (isFailed !== (exit !== 0)) return `failed: ${isFailed}\n${formatMessages(messages)}`;
  const summary = isFailed ? "" : "1 chart(s) linted, 0 chart(s) failed\n";
  return `==> Linting ${folder}\n${formatMessages(messages)}\n${summary}`;
}

function describePackage(tree: FileTree, { operands, flags }: HelmCommand): JsonObject {
  const { version, "app-version": appVersion } = flags;
  const { fileName, entries } = packageChart(loadChart(tree, operands[0]), {
    ...(version !== undefined && { version }),
    ...(appVersion !== undefined && { appVersion }),
  });
  return {
    file: fileName,
    entries: entries.map(({ path, bytes }) => ({
      name: path,
      mode: "0o644",
      size: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      ...(/Chart\.(?:yaml|lock)$/.test(path) && { text: new TextDecoder().decode(bytes) }),
    })),
  };
}

function compareText(wanted: string, got: string): string | undefined {
  return wanted === got ? undefined : `wanted:\n${wanted}\ngot:\n${got}`;
}

function compareJson(wanted: JsonObject, got: JsonObject): string | undefined {
  if (equalJson(wanted, got)) return undefined;
  return `wanted:\n${JSON.stringify(wanted, undefined, 1)}\ngot:\n${JSON.stringify(got, undefined, 1)}`;
}

function describe(release: RenderedRelease): JsonObject {
  const hooks = release.hooks.map(
    ({ name, kind, path, manifest, events, weight, deletePolicies, outputLogPolicies }) => ({
      name,
      kind,
      path,
      manifest,
      events,
      ...(weight !== 0 && { weight }),
      ...(deletePolicies.length > 0 && { delete_policies: deletePolicies }),
      ...(outputLogPolicies.length > 0 && { output_log_policies: outputLogPolicies }),
    }),
  );
  return {
    manifest: release.manifest,
    notes: release.notes,
    status: "pending-install",
    description: "Dry run complete",
    config: Object.keys(release.config).length === 0 ? null : release.config,
    hooks,
    version: release.revision,
    namespace: release.namespace,
    labels: null,
  };
}
