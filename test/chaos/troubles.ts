import { setTimeout as sleep } from "node:timers/promises";
import { isWatch, isWrite } from "@flux-ts/kube/testing";
import type { ApiProxy, Mishap, ProxiedRequest } from "@flux-ts/kube/testing";
import type { CrashCluster } from "../crash/world.ts";

/** A cluster that trouble may befall. */
export interface ChaosCluster extends CrashCluster {
  /** Ends the API and starts it again; what it holds stays. */
  readonly restart?: () => Promise<void>;
}

/** One kind of trouble: what befalls requests while it lasts, and what happens once beside that. */
export interface Trouble {
  readonly mishap?: (request: ProxiedRequest) => Mishap | undefined;
  readonly strike?: (proxy: ApiProxy, cluster: ChaosCluster) => Promise<void>;
}

/** Numbers from 0 to 1 that are the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

type Applies = (request: ProxiedRequest) => boolean;

const isRequest: Applies = (request) => !isWatch(request);
const isAny: Applies = () => true;

/** A share of the requests meets with the mishap. */
function sometimes(share: number, mishap: () => Mishap, applies = isRequest): Required<Pick<Trouble, "mishap">> {
  const random = createRandom(1);
  return { mishap: (request) => (applies(request) && random() < share ? mishap() : undefined) };
}

const refuse = (status: number, reason: string, retryAfterSeconds?: number) => (): Mishap => ({
  kind: "refuse",
  status,
  reason,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const late = (): Mishap => ({ kind: "hold", until: sleep(40) });

const cutWatches = async (proxy: ApiProxy): Promise<void> => proxy.cutWatches();

export const troubles: { readonly [name: string]: Trouble } = {
  "connections break before the server has heard of a request": sometimes(0.05, () => ({ kind: "drop" })),
  "connections break after the server has done as asked": sometimes(0.05, () => ({ kind: "lose" })),
  "answers break off half-way": sometimes(0.05, () => ({ kind: "truncate" })),
  "the server sheds load": sometimes(0.1, refuse(429, "TooManyRequests", 1)),
  "the server fails": sometimes(0.05, refuse(500, "InternalError")),
  "the server is not available, and says for how long": sometimes(0.05, refuse(503, "ServiceUnavailable", 1)),
  "somebody else is always faster": sometimes(0.2, refuse(409, "Conflict"), isWrite),
  "every answer is late": sometimes(1, late, isAny),
  "watches break after each line": { ...sometimes(1, () => ({ kind: "cut", lines: 1 }), isWatch), strike: cutWatches },
  "watches expire after a few lines": {
    ...sometimes(1, () => ({ kind: "expire", lines: 2 }), isWatch),
    strike: cutWatches,
  },
  "all watches break at once": { strike: cutWatches },
  "the server restarts": {
    strike: async (proxy) => {
      await proxy.goDown();
      await sleep(300);
      await proxy.comeUp();
    },
  },
};

/** Trouble for clusters whose API is a process of its own. */
export const serverTroubles: { readonly [name: string]: Trouble } = {
  "the process of the server ends and is started again": { strike: async (_proxy, { restart }) => await restart?.() },
};
