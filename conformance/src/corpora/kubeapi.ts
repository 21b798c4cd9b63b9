import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Corpus, CorpusCase, CorpusFile } from "../corpus.ts";
import { readJsonLines } from "../jsonl.ts";
import type { KubectlScript } from "./kubeapi/kubectl.ts";
import { kubectlProgram, runKubectl } from "./kubeapi/kubectl.ts";
import type { Scenario } from "./kubeapi/scenario.ts";
import { runScenario } from "./kubeapi/scenario.ts";

/** Recorded requests to a real kube-apiserver and runs of kubectl, each on an empty embedded one. */
export const kubeapi: Corpus = {
  name: "kubeapi",
  files: async (directory) => {
    const scenarios = await readScenarios(join(directory, "scenarios.jsonl"));
    const files: readonly CorpusFile[] = [{ name: "scenarios.jsonl", cases: scenarios }];
    if (!existsSync(kubectlProgram)) return files;
    return [...files, { name: "kubectl.jsonl", cases: await readScripts(join(directory, "kubectl.jsonl")) }];
  },
};

async function readScenarios(file: string): Promise<readonly CorpusCase[]> {
  const scenarios = await readJsonLines<Scenario>(file);
  return scenarios.map((scenario) => ({
    id: `${scenario.category}/${scenario.name}`,
    run: () => runScenario(scenario),
  }));
}

async function readScripts(file: string): Promise<readonly CorpusCase[]> {
  const scripts = await readJsonLines<KubectlScript>(file);
  return scripts.map((script) => ({ id: `kubectl/${script.name}`, run: () => runKubectl(script) }));
}
