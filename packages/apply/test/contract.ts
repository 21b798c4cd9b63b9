import { describeAnnotations } from "./contract/annotations.ts";
import { describeChanges, describeLosses, describeTrust } from "./contract/changes.ts";
import { describePruning } from "./contract/pruning.ts";
import { describeRefusals } from "./contract/refusals.ts";
import { describeReplacement } from "./contract/replacement.ts";
import { describeSets } from "./contract/sets.ts";
import { describeTakeover } from "./contract/takeover.ts";
import { openWorld, type Cluster } from "./contract/world.ts";

export type { Cluster };

/** What applying and pruning do on any Kubernetes API. Every test has a namespace of its own. */
export function runApplyContract(open: () => Promise<Cluster>): void {
  const world = openWorld(open);
  describeSets(world);
  describeChanges(world);
  describeTrust(world);
  describeLosses(world);
  describeRefusals(world);
  describeTakeover(world);
  describeAnnotations(world);
  describeReplacement(world);
  describePruning(world);
}
