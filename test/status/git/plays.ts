import { join } from "node:path";
import type { KubeObject } from "@flux-ts/base";
import type { GitRepository } from "@flux-ts/flux-api";
import { createGitServer } from "@flux-ts/git/server";
import type { Cast } from "../house.ts";
import { linesOf } from "../record.ts";
import type { StatusState } from "../record.ts";
import { gitScenarios } from "./scenarios.ts";
import { GitStage } from "./stage.ts";

/** All scenarios of GitRepositories. */
export const castGitRepositories: Cast = async (client, folder) => {
  const repositories = join(folder, "repositories");
  const server = await createGitServer({ root: repositories });
  const plays = Object.entries(gitScenarios).map(([name, act]) => {
    const stage = new GitStage(name, { client, repositories, url: server.url });
    const { name: _name, ...target } = stage.key;
    return [name, { target, act: () => act(stage), stateOf }] as const;
  });
  return { plays: new Map(plays), [Symbol.asyncDispose]: () => server.close() };
};

function stateOf(object: KubeObject): StatusState {
  const { status = {} } = object as GitRepository;
  const { conditions = [], observedGeneration = 0, artifact } = status;
  return {
    conditions: linesOf(conditions),
    observedGeneration,
    attempted: status.observedIgnore ?? "",
    applied: artifact === undefined ? "" : artifact.revision.replace(/[0-9a-f]{40}$/, "<commit>"),
    inventory: [],
    history: [],
  };
}
