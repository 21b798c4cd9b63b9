import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { formatDuration } from "@flux-ts/base";
import type { Log } from "@flux-ts/base";
import type { Client } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { installCrds, lead, startManager } from "@flux-ts/manager";
import { requestReconciliation } from "../objects/request.ts";
import type { Printer, Writer } from "../output/printer.ts";
import { CommandError } from "../program/errors.ts";
import { startCluster } from "./cluster.ts";
import type { LocalCluster } from "./cluster.ts";
import { isReady } from "./fleet/fleet.ts";
import { showFleet } from "./fleet/show.ts";
import type { ShownFleet } from "./fleet/show.ts";
import { applyFleet, fleetPlace, fleetSourceKey } from "./objects.ts";
import { keepPorts } from "./kept-ports.ts";
import { onPort } from "./ports.ts";
import { openRepository } from "./repository/repository.ts";
import type { FleetRepository } from "./repository/repository.ts";
import type { StartSettings } from "./settings.ts";
import { openState } from "./state.ts";
import type { State } from "./state.ts";
import { LiveView } from "./view/live.ts";
import { PlainView } from "./view/plain.ts";

/** What is around a run. */
export interface StartSurroundings {
  readonly stdout: Writer;
  readonly printer: Printer;
  /** Limit for a fleet to become ready, where the run ends with it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a fleet on a Kubernetes API in this process: until the signal fires, or with `once` until it is ready.
 *
 * @throws CommandError when something cannot be started, or with `once` when the fleet does not become ready.
 */
export async function runStart(settings: StartSettings, around: StartSurroundings): Promise<void> {
  const { stdout, signal } = around;
  await using running = new AsyncDisposableStack();
  const { data, importFile, exportFile, access } = settings;
  const state = running.use(await openState(settings.folder, { keepArtifacts: data !== undefined }));
  const { log, kubeconfig } = state;
  const ports = data === undefined ? settings.ports : await keepPorts(settings.folder, settings.ports);
  const cluster = running.use(await startCluster({ port: ports.api, kubeconfig, data, importFile, access, log }));
  if (exportFile !== undefined) running.defer(() => cluster.exportTo(exportFile));
  const view = running.use(stdout.isTTY === true ? new LiveView(stdout) : new PlainView(stdout));
  view.print(cluster.notes);
  const repository = running.use(
    await openRepository(settings, {
      port: ports.git,
      onChange: () => void pullNow(cluster.client, { log, signal }),
      onError: (error) => view.print([`✗ cannot follow the repository any more: ${error.message}`]),
      signal,
    }),
  );
  const { client } = cluster;
  await installKinds(client, signal);
  await applyFleet(client, { ...repository, path: settings.path }, signal);
  running.use(await startControllers(cluster, { state, port: ports.artifact, signal }));
  view.print(placesOf({ cluster, repository, state }));
  const advice = settings.once ? [] : adviceOf(state, repository);
  const shown = await showFleet(client, { view, advice, signal });
  if (settings.once) await untilReady(shown, around);
  else await ended(signal);
}

async function installKinds(client: Client, signal: AbortSignal): Promise<void> {
  const watches = new WatchPool({ client });
  try {
    await installCrds({ client, watches, signal });
  } finally {
    await watches.close();
  }
}

async function ended(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** Fetches a change that the cluster has not been told of. A change that is missed is found at the next interval. */
async function pullNow(
  client: Client,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await requestReconciliation(client, fleetSourceKey, signal);
  } catch (error) {
    if (!signal.aborted) log.error("the source could not be told of a change", error);
  }
}

interface ControllerOptions {
  readonly state: State;
  readonly port: number;
  readonly signal: AbortSignal;
}

/** Starts the controllers, as leaders: another manager on this API stands by. */
async function startControllers(
  { client, id }: LocalCluster,
  { state: { log, artifacts }, port, signal }: ControllerOptions,
): Promise<AsyncDisposable> {
  const leadership = await lead({ client, log, namespace: fleetPlace.namespace, holder: `start_${id}`, signal });
  try {
    const where = { port, flag: "--artifact-port", what: "the artifact server" };
    const manager = await onPort(where, (port) =>
      startManager({
        client,
        log,
        storage: { path: artifacts, address: { host: "127.0.0.1", port } },
        // As with kubectl, what names no namespace belongs to the default one.
        kustomize: { policy: { fallbackNamespace: "default" } },
      }),
    );
    return {
      [Symbol.asyncDispose]: async () => {
        await manager.stop({ graceMs: 1000 });
        await leadership.release();
      },
    };
  } catch (error) {
    await leadership.release();
    throw error;
  }
}

/** @throws CommandError with the reasons on the printer, when the fleet has stalled or the time is over. */
async function untilReady(shown: ShownFleet, { timeoutMs, signal, printer }: StartSurroundings): Promise<void> {
  const deadline = new AbortController();
  const timeout = sleep(timeoutMs, undefined, { signal: AbortSignal.any([signal, deadline.signal]) });
  const fleet = await Promise.race([shown.settled, timeout]).finally(() => deadline.abort());
  if (fleet !== undefined && isReady(fleet)) return;
  for (const { name, phase, reason, message } of shown.latest) {
    if (phase === "ready" || phase === "suspended") continue;
    printer.failure(`${name} ${phase}: ${reason === "" ? message : `${reason}: ${message}`}`);
  }
  throw new CommandError(
    fleet === undefined
      ? `the fleet is not ready within ${formatDuration(timeoutMs)}`
      : "the fleet cannot become ready: an object has stalled",
  );
}

interface Places {
  readonly cluster: LocalCluster;
  readonly repository: FleetRepository;
  readonly state: State;
}

/** Where everything is. Programs read these lines: `NAME: VALUE`. */
function placesOf({ cluster, repository, state }: Places): string[] {
  return [
    `Kubernetes API: ${cluster.url}`,
    `Kubeconfig: ${state.kubeconfig}`,
    `Git repository: ${repository.url}`,
    `Log: ${state.logFile}`,
  ];
}

function adviceOf({ kubeconfig }: State, { advice }: FleetRepository): string[] {
  return [
    "",
    "Try next, in another terminal:",
    ...[
      `export KUBECONFIG=${kubeconfig}`,
      "kubectl get deployments --all-namespaces",
      "npx flux get all --all-namespaces",
      ...advice,
    ].map((line) => `  ${line}`),
    "Ctrl-C stops everything.",
    "",
  ];
}
