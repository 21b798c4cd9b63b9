import type { TextDifference } from "../compare.ts";

/** All that a user sees of a GitRepository otherwise than with upstream's source-controller. */
export const differences: readonly TextDifference[] = [
  {
    why: "that nothing is new is no event",
    upstream: [/^Normal GitOperationSucceeded: no changes since last reconciliation: .*$/, ""],
  },
  {
    why: "the cause is told once",
    upstream: [/: repository not found: repository not found$/, ": repository not found"],
  },
  {
    why: "the secret is named once",
    upstream: [/(failed to get secret 'flux-system\/missing': )\1/, "$1"],
  },
];
