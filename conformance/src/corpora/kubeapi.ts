import { join } from "node:path";
import type { Corpus, CorpusCase } from "../corpus.ts";
import { readJsonLines } from "../jsonl.ts";
import type { Scenario } from "./kubeapi/scenario.ts";
import { runScenario } from "./kubeapi/scenario.ts";

/** Recorded requests to a real kube-apiserver, each scenario on an empty embedded one. */
export const kubeapi: Corpus = {
  name: "kubeapi",
  files: async (directory) => [
    { name: "scenarios.jsonl", cases: await readScenarios(join(directory, "scenarios.jsonl")) },
  ],
};

async function readScenarios(file: string): Promise<readonly CorpusCase[]> {
  const scenarios = await readJsonLines<Scenario>(file);
  return scenarios.map((scenario) => ({
    id: `${scenario.category}/${scenario.name}`,
    run: () => runScenario(scenario),
  }));
}
