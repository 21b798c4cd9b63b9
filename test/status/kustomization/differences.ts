import type { TextDifference } from "../compare.ts";

/** All that a user sees otherwise than with upstream's kustomize-controller; docs/compat.md explains each. */
export const differences: readonly TextDifference[] = [
  {
    why: "errors name file and line",
    ours: [/ \([\w./-]+\.yaml:\d+\)$/, ""],
  },
  {
    why: "there is no temporary folder to name",
    upstream: [
      /accumulation err='accumulating resources from 'missing\.yaml': .*$/,
      "accumulation err='accumulating resources from 'missing.yaml': ...",
    ],
    ours: [
      /accumulation err='accumulating resources from 'missing\.yaml': .*$/,
      "accumulation err='accumulating resources from 'missing.yaml': ...",
    ],
  },
  {
    why: "a path that does not exist is named as it stands in the spec",
    upstream: [/stat <tmp>\/nowhere: no such file or directory$/, "'./nowhere' does not exist in the source"],
  },
  {
    why: "a request is acknowledged before anything is done about it",
    passing: "Reconciling True Progressing: reconciliation in progress",
  },
];
