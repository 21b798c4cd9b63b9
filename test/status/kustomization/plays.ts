import { join } from "node:path";
import type { KubeObject } from "@flux-ts/base";
import type { Kustomization } from "@flux-ts/flux-api";
import type { Cast } from "../house.ts";
import { linesOf } from "../record.ts";
import type { StatusState } from "../record.ts";
import { scenarios } from "./scenarios.ts";
import { openStages } from "./stage.ts";

/** All scenarios of Kustomizations. */
export const castKustomizations: Cast = async (client, folder) => {
  const stages = await openStages(client, join(folder, "artifacts"));
  const plays = Object.entries(scenarios).map(([name, act]) => {
    const stage = stages.stageOf(name);
    const { name: _name, ...target } = stage.key;
    return [name, { target, act: () => act(stage), stateOf }] as const;
  });
  return { plays: new Map(plays), [Symbol.asyncDispose]: () => stages[Symbol.asyncDispose]() };
};

function stateOf(object: KubeObject): StatusState {
  const { status = {} } = object as Kustomization;
  const { conditions = [], observedGeneration = 0, history = [], inventory } = status;
  return {
    conditions: linesOf(conditions),
    observedGeneration,
    attempted: status.lastAttemptedRevision ?? "",
    applied: status.lastAppliedRevision ?? "",
    inventory: (inventory?.entries ?? []).map(({ id }) => id),
    history: history.map(({ lastReconciledStatus }) => lastReconciledStatus),
  };
}
