import { fetchTree } from "@flux-ts/artifact";
import type { Log } from "@flux-ts/base";
import { startController } from "@flux-ts/controller";
import type { Controller, ControllerOptions } from "@flux-ts/controller";
import { apiVersionOf, kustomizationKind } from "@flux-ts/flux-api";
import type { Kustomization } from "@flux-ts/flux-api";
import { systemClock } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import manifest from "../package.json" with { type: "json" };
import { ArtifactCache } from "./artifact-cache.ts";
import { ClusterAccesses } from "./kustomization/access.ts";
import { Fights } from "./known/fights.ts";
import { openSetStore } from "./known/file-store.ts";
import { KnownSets } from "./known/sets.ts";
import type { SetStore } from "./known/sets.ts";
import type { Policy } from "./kustomization/ports.ts";
import { createKustomizationReconciler } from "./kustomization/reconcile.ts";
import { DataCache } from "./kustomization/data-cache.ts";
import { sourceTarget } from "./kustomization/source.ts";
import {
  dataTriggers,
  dependencyTrigger,
  expressionTrigger,
  indexes,
  sourceTrigger,
} from "./kustomization/triggers.ts";
import { WatchedReader } from "./kustomization/watched-reader.ts";

const controllerName = "kustomize-controller";

/** What the process gives to the kustomize controller: what the loop needs, and what it may do. */
export interface KustomizeControllerOptions extends Omit<
  ControllerOptions<Kustomization>,
  "client" | "kind" | "reconciler"
> {
  readonly client: Client;
  readonly policy?: Partial<Omit<Policy, "fieldManager">>;
  /** ServiceAccount that is impersonated where a Kustomization names none. @default the controller's own identity */
  readonly defaultServiceAccount?: string;
  /**
   * Where what is known of applied objects survives a restart: a folder of this process alone, created when it does not
   * exist. @default nowhere: the first runs ask about every object
   */
  readonly cacheFolder?: string;
}

/** Runs wait for the API most of their time, and hold no processor meanwhile. */
const defaultConcurrency = 16;

const defaultPolicy: Policy = {
  fieldManager: controllerName,
  crossNamespace: true,
  strictSubstitution: true,
  customStageKinds: new Set(),
  applyConcurrency: 8,
  verifyEveryMs: 3_600_000,
};

function openStore(folder: string | undefined, log: Log): SetStore | undefined {
  return folder === undefined ? undefined : openSetStore({ folder, version: manifest.version, log });
}

/** Starts to look after all Kustomizations of a cluster, until it is stopped. */
export function startKustomizeController(options: KustomizeControllerOptions): Controller {
  const { client: own, policy, defaultServiceAccount, cacheFolder, clock = systemClock, ...loop } = options;
  const client = own.with({ fieldManager: controllerName });
  const { fieldManager } = defaultPolicy;
  const fights = new Fights();
  const settling = new Set<string>();
  const clusters = new ClusterAccesses({
    client,
    clock,
    defaultServiceAccount,
    fieldManager,
    onDoubt: (owner, live) => {
      const [namespace = "", name = ""] = owner.split("/");
      const now = clock.now();
      const drifted = [...live.doubts(owner)].some(
        ([id, { kind }]) => kind === "drift" && !fights.isHeld(owner, id, now),
      );
      controller.wake({ namespace, name }, "drift", { supersede: drifted && settling.has(owner) });
    },
  });
  const sets = new KnownSets(openStore(cacheFolder, loop.log));
  const artifacts = new ArtifactCache((artifact, signal) => fetchTree(artifact, { signal }));
  const target = { apiVersion: apiVersionOf(kustomizationKind), kind: kustomizationKind.kind };
  const objects = new WatchedReader(client, loop.watches, [sourceTarget, target]);
  const data = new DataCache(client, loop.watches);
  const inWork = new Map<string, string>();
  const controller = startController<Kustomization>({
    ...loop,
    pace: { concurrency: defaultConcurrency, ...loop.pace },
    clock,
    client,
    kind: {
      target,
      controllerName,
      indexes,
      triggers: [sourceTrigger(inWork), dependencyTrigger, expressionTrigger, ...dataTriggers],
    },
    reconciler: createKustomizationReconciler({
      client,
      clusters,
      objects,
      data,
      clock,
      dependencyRetryMs: loop.pace?.waitMs ?? 30_000,
      inWork,
      sets,
      settling,
      fights,
      fightMetric: loop.metrics.gauge(
        "flux_drift_recurring_corrections",
        "Corrections of a field that another manager takes again and again.",
        ["kind", "name", "namespace", "object", "field", "manager"],
      ),
      policy: { ...defaultPolicy, ...policy },
      fetchTree: async (artifact, signal) => await artifacts.get(artifact, signal),
    }),
  });
  return {
    synced: controller.synced,
    wake: (...woken) => controller.wake(...woken),
    stop: async (stopOptions) => {
      await controller.stop(stopOptions);
      objects.close();
      data.close();
      await clusters.close();
      sets.close();
    },
  };
}
