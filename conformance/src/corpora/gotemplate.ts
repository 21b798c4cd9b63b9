import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { JsonNumber, TemplateError, TemplateSet } from "@flux-ts/go-template";
import type { MissingKey, Value } from "@flux-ts/go-template";
import { helmFunctions, rewordError } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import type { Corpus, CorpusCase } from "../corpus.ts";
import { readJsonLines } from "../jsonl.ts";

type TemplateCase = {
  readonly name: string;
  readonly template: string;
  /** JSON text; absent is nil. */
  readonly data?: string;
  readonly numbers?: "float64" | "number" | "int64";
  readonly missingKey?: MissingKey;
  readonly helpers?: { readonly [name: string]: string };
  readonly output?: string;
  readonly phase?: "parse" | "exec" | "panic";
  readonly error?: string;
  readonly helmError?: string;
};

/** Templates as Helm's engine runs them, one text at a time. */
export const gotemplate: Corpus = {
  name: "gotemplate",
  files: async (directory) => {
    const folder = join(directory, "cases");
    const names = (await readdir(folder)).filter((name) => name.endsWith(".jsonl")).sort();
    return Promise.all(names.map(async (name) => ({ name, cases: await readCases(join(folder, name)) })));
  },
};

async function readCases(file: string): Promise<readonly CorpusCase[]> {
  const cases = await readJsonLines<TemplateCase>(file);
  return cases.map((recorded) => ({ id: recorded.name, run: () => runCase(recorded) }));
}

function runCase(recorded: TemplateCase): string | undefined {
  const { output, phase = "exec", error = "", helmError = "" } = recorded;
  const wanted = output === undefined ? `${phase}: ${error}\nhelm: ${helmError}` : `output: ${output}`;
  const got = outcomeOf(recorded);
  // What the real engine does not survive only has to fail here.
  if (phase === "panic" && !got.startsWith("output: ")) return undefined;
  return got === wanted ? undefined : `${recorded.template}\nwanted ${wanted}\ngot    ${got}`;
}

const functions = helmFunctions(nodePorts());

function outcomeOf({ template, data, numbers, missingKey = "zero", helpers = {} }: TemplateCase): string {
  try {
    const templates = new TemplateSet("gotpl", { functions, missingKey });
    for (const name of Object.keys(helpers).sort()) templates.parse(name, helpers[name] as string);
    templates.parse("t.yaml", template);
    return `output: ${templates.execute("t.yaml", data === undefined ? undefined : readData(data, numbers))}`;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return `${error.code}: ${error.message}\nhelm: ${rewordError(error)}`;
  }
}

/** The data with its numbers as the case wants them. */
function readData(text: string, numbers: TemplateCase["numbers"]): Value {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value !== "number") return value;
    if (numbers === "number") return new JsonNumber(context?.source ?? String(value));
    return numbers === "int64" && Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value) : value;
  }) as Value;
}
