import { join } from "node:path";
import { EnvsubstError, substituteBytes } from "@flux-ts/envsubst";
import type { Corpus, CorpusCase } from "../corpus.ts";
import { readJsonLines } from "../jsonl.ts";

type SubstitutionCase = {
  readonly name: string;
  readonly input: string;
  readonly vars?: { readonly [name: string]: string };
  readonly strict?: boolean;
  readonly output?: string;
  readonly output_b64?: string;
  readonly error?: string;
};

export const envsubst: Corpus = {
  name: "envsubst",
  files: async (directory) => [{ name: "cases.jsonl", cases: await readCases(join(directory, "cases.jsonl")) }],
};

async function readCases(file: string): Promise<readonly CorpusCase[]> {
  const cases = await readJsonLines<SubstitutionCase>(file);
  return cases.map((recorded) => ({ id: recorded.name, run: () => runCase(recorded) }));
}

function runCase(recorded: SubstitutionCase): string | undefined {
  const wanted = wantedOf(recorded);
  const got = outcomeOf(recorded);
  // Where the real library crashed any error will do.
  if (wanted.startsWith("error: panic:") && got.startsWith("error: ")) return undefined;
  return got === wanted ? undefined : `wanted ${wanted}\ngot    ${got}`;
}

function wantedOf({ output = "", output_b64: base64, error }: SubstitutionCase): string {
  if (error !== undefined) return `error: ${error}`;
  return `bytes: ${base64 ?? Buffer.from(output).toString("base64")}`;
}

function outcomeOf({ input, vars = {}, strict = false }: SubstitutionCase): string {
  try {
    const bytes = substituteBytes(input, (name) => (Object.hasOwn(vars, name) ? vars[name] : undefined), { strict });
    return `bytes: ${Buffer.from(bytes).toString("base64")}`;
  } catch (error) {
    if (!(error instanceof EnvsubstError)) throw error;
    return `error: ${error.message}`;
  }
}
