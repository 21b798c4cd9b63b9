import { join } from "node:path";
import { createFileTree, equalJson, messageOf } from "@flux-ts/base";
import type { FileTree, JsonObject, JsonValue } from "@flux-ts/base";
import { build, emit, KustomizeError } from "@flux-ts/kustomize";
import type { BuildOptions } from "@flux-ts/kustomize";
import { runFilter, runPlugin } from "@flux-ts/kustomize/testing";
import { parseYaml, parseYamlDocuments } from "@flux-ts/yaml";
import type { Corpus, CorpusCase } from "../corpus.ts";
import { readJsonLines } from "../jsonl.ts";

/** What the real tool answered; where the release and HEAD differ, the release counts. */
type Answer = { readonly expected?: string; readonly error?: string };

type Recorded = Answer & { readonly name: string; readonly v5_8_1?: Answer; readonly unstableError?: boolean };

type BuildCase = Recorded & {
  readonly files: { readonly [path: string]: string };
  readonly filesBase64?: { readonly [path: string]: string };
  readonly emptyDirs?: readonly string[];
  readonly path: string;
  readonly options: {
    readonly loadRestrictions?: "none";
    readonly reorder?: "legacy" | "unspecified";
    readonly addManagedByLabel?: boolean;
    readonly version?: string;
  };
};

type PluginCase = Recorded & {
  readonly op: "generator" | "transformer";
  readonly config: string;
  readonly input?: string;
  readonly files?: { readonly [path: string]: string };
};

type FilterCase = Recorded & {
  readonly filter: string;
  readonly fields: { readonly [field: string]: string };
  readonly input: string;
};

export const kustomize: Corpus = {
  name: "kustomize",
  files: async (directory) => [
    { name: "cases.jsonl", cases: await readCases<BuildCase>(directory, "cases.jsonl", runBuild) },
    { name: "builtins.jsonl", cases: await readCases<PluginCase>(directory, "builtins.jsonl", runBuiltin) },
    { name: "filters.jsonl", cases: await readCases<FilterCase>(directory, "filters.jsonl", runOneFilter) },
  ],
};

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the file holds what its runner takes
async function readCases<Case extends Recorded & JsonObject>(
  directory: string,
  file: string,
  run: (recorded: Case) => string | undefined,
): Promise<readonly CorpusCase[]> {
  const lines = await readJsonLines<Case>(join(directory, file));
  return lines.map((recorded) => ({ id: recorded.name, run: () => run(recorded) }));
}

function answerOf({ expected, error, v5_8_1 }: Recorded): Answer {
  return v5_8_1 ?? { ...(expected !== undefined && { expected }), ...(error !== undefined && { error }) };
}

/** A folder for the cases that name an absolute path. */
const absoluteRoot = "/tmp/kustomize";

function runBuild(recorded: BuildCase): string | undefined {
  const isAbsolute = JSON.stringify(recorded).includes("{{ROOT}}");
  const place = (text: string): string => text.replaceAll("{{ROOT}}", absoluteRoot);
  const folder = isAbsolute ? `${absoluteRoot.slice(1)}/` : "";
  const { loadRestrictions, reorder, addManagedByLabel, version } = recorded.options;
  const options: BuildOptions = {
    ...(loadRestrictions && { loadRestrictions }),
    ...(reorder && { reorder: "legacy" }),
    ...(addManagedByLabel && { addManagedByLabel }),
    ...(version && { version }),
  };
  const outcome = attempt(() => emit(build(treeOf(recorded, folder, place), place(recorded.path), options).resources));
  return compare(
    recorded,
    outcome,
    (wanted, text) => (wanted === text ? undefined : `wanted:\n${wanted}\ngot:\n${text}`),
    place,
  );
}

function treeOf(recorded: BuildCase, folder: string, place: (text: string) => string): FileTree {
  const files: { [path: string]: Uint8Array | string } = {};
  const pathOf = (path: string): string => folder + path.replace(/^\//, "");
  for (const [path, text] of Object.entries(recorded.files)) files[pathOf(path)] = place(text);
  for (const [path, text] of Object.entries(recorded.filesBase64 ?? {}))
    files[pathOf(path)] = Buffer.from(text, "base64");
  // A tree has no folders without files.
  for (const path of recorded.emptyDirs ?? []) files[`${pathOf(path)}/.empty`] = "";
  return createFileTree(files);
}

function runBuiltin(recorded: PluginCase): string | undefined {
  const { op, config, input = "", files = {} } = recorded;
  const differences = pluginTrees(files).map((tree) =>
    compare(
      recorded,
      attempt(() => runPlugin(op, config, input, tree)),
      compareObjects,
    ),
  );
  return differences.includes(undefined) ? undefined : differences.at(-1);
}

/** The tree of the files; where all of them are in folders, each folder is one: the case says not which was run in. */
function pluginTrees(files: { readonly [path: string]: string }): FileTree[] {
  const entries = Object.entries(files).map(([path, text]) => [path.replace(/^\//, ""), text] as const);
  const folders = new Set(entries.map(([path]) => path.slice(0, path.indexOf("/") + 1)));
  if (folders.size === 0) return [createFileTree({})];
  return [...folders].map((folder) =>
    createFileTree(
      Object.fromEntries(
        entries.filter(([path]) => path.startsWith(folder)).map(([path, text]) => [path.slice(folder.length), text]),
      ),
    ),
  );
}

function runOneFilter(recorded: FilterCase): string | undefined {
  const { filter, fields, input } = recorded;
  const values = Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, parseYaml(text)]));
  const texts = Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [name, typeof values[name] === "string" ? values[name] : text]),
  );
  return compare(
    recorded,
    attempt(() => runFilter(filter, values, input, texts)),
    compareObjects,
  );
}

function compareObjects(wanted: string, objects: readonly JsonObject[]): string | undefined {
  const values: readonly JsonValue[] = parseYamlDocuments(wanted, { profile: "kyaml", notes: true }).map(
    ({ value }) => value,
  );
  if (equalJson(values, objects)) return undefined;
  return `wanted:\n${JSON.stringify(values, undefined, 1)}\ngot:\n${JSON.stringify(objects, undefined, 1)}`;
}

type Outcome<T> = { readonly value: T } | { readonly failure: string };

function attempt<T>(run: () => T): Outcome<T> {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof KustomizeError) return { failure: messageOf(error) };
    throw error;
  }
}

function compare<T>(
  recorded: Recorded,
  outcome: Outcome<T>,
  difference: (wanted: string, value: T) => string | undefined,
  place: (text: string) => string = (text) => text,
): string | undefined {
  const { expected, error } = answerOf(recorded);
  if (error === undefined) {
    return "failure" in outcome ? `failed: ${outcome.failure}` : difference(expected ?? "", outcome.value);
  }
  if (!("failure" in outcome)) return `wanted the failure:\n${error}`;
  const wanted = place(error)
    .replaceAll(/0x[0-9a-f]+/g, "0xADDR")
    .trimEnd();
  if (recorded.unstableError || wanted === outcome.failure.trimEnd()) return undefined;
  return `wanted the failure:\n${wanted}\ngot:\n${outcome.failure}`;
}
