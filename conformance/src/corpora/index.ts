import type { Corpus } from "../corpus.ts";
import { envsubst } from "./envsubst.ts";
import { gotemplate } from "./gotemplate.ts";
import { helmCharts } from "./helm-charts.ts";
import { helmEngine } from "./helm-engine.ts";
import { kubeapi } from "./kubeapi.ts";
import { kustomize } from "./kustomize.ts";
import { kyamlMerge2 } from "./kyaml-merge2.ts";
import { structuredMerge } from "./structured-merge.ts";

/** The corpora whose engines are there, in alphabetical order. */
export const corpora: readonly Corpus[] = [
  envsubst,
  gotemplate,
  helmCharts,
  helmEngine,
  kubeapi,
  kustomize,
  kyamlMerge2,
  structuredMerge,
];
