import { once } from "node:events";
import { parseDuration } from "@flux-ts/base";
import type { Log } from "@flux-ts/base";
import { connect, createClient, createHttpTransport, createLedTransport, loadAccess } from "@flux-ts/kube";
import type { Client, ClusterAccess } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { parseAddress } from "./address.ts";
import type { Address } from "./address.ts";
import { installCrds, missingCrds } from "./crds.ts";
import { booleanFlag, formatHelp, integerFlag, parseFlags } from "./flags.ts";
import type { FlagName, Flags } from "./flags.ts";
import { lead } from "./leadership.ts";
import { createLog, parseLogLevel } from "./log.ts";
import { startManager } from "./manager.ts";
import type { ManagerOptions } from "./manager.ts";

/**
 * Runs the controllers against a real cluster until SIGINT or SIGTERM, or until leadership is lost.
 *
 * @throws Error whose message says what to do: unusable flags, no cluster, CRDs missing, a port taken, a foreign leader.
 */
export async function runManager(args: readonly string[]): Promise<void> {
  const flags = parseFlags(args);
  if (flags === undefined) {
    process.stdout.write(`${formatHelp()}\n`);
    return;
  }
  const log = createLog({ level: parseLogLevel(flags["log-level"]) });
  const stop = stopSignal();
  const access = await accessOf(flags);
  const client = connect(access);
  try {
    await prepareCrds(client, booleanFlag(flags, "install-crds"), stop);
    if (booleanFlag(flags, "enable-leader-election")) await runAsLeader({ access, client }, flags, { log, stop });
    else await runUntil(stop, managerOptions(client, flags, log));
  } finally {
    await client.close();
  }
}

/** Fires once, on SIGINT or SIGTERM. A second one ends the process at once, as the default is. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

async function accessOf({ kubeconfig, context }: Flags): Promise<ClusterAccess> {
  return await loadAccess({
    ...(kubeconfig !== "" && { path: kubeconfig }),
    ...(context !== "" && { overrides: { context } }),
  });
}

async function prepareCrds(client: Client, install: boolean, signal: AbortSignal): Promise<void> {
  if (install) {
    const watches = new WatchPool({ client });
    try {
      await installCrds({ client, watches, signal });
    } finally {
      await watches.close();
    }
    return;
  }
  const missing = await missingCrds(client, signal);
  if (missing.length === 0) return;
  throw new Error(`The cluster has no ${missing.join(", ")}: install Flux, or start with --install-crds`);
}

async function runAsLeader(
  { access, client }: { readonly access: ClusterAccess; readonly client: Client },
  flags: Flags,
  { log, stop }: { readonly log: Log; readonly stop: AbortSignal },
): Promise<void> {
  const leadership = await lead({
    client,
    log,
    namespace: runtimeNamespace(flags),
    signal: stop,
    leaseDurationMs: durationFlag(flags, "leader-election-lease-duration"),
    renewDeadlineMs: durationFlag(flags, "leader-election-renew-deadline"),
    retryPeriodMs: durationFlag(flags, "leader-election-retry-period"),
    labelSelector: flags["watch-label-selector"],
  });
  const { namespace, impersonate: identity } = access;
  // Everything that the controllers do goes this way, so that nothing is done any more once the lead is lost.
  const transport = createLedTransport(createHttpTransport(access), leadership.leases);
  const led = createClient({ transport, namespace, ...(identity && { identity }) });
  try {
    await runUntil(stop, managerOptions(led, flags, log), leadership.lost);
    if (!stop.aborted) throw new Error("Leadership was lost: another replica may be at work by now");
  } finally {
    await leadership.release();
    await led.close();
  }
}

const graceMs = 10_000;

/** Runs under way may finish when the process is asked to stop, and end at once when the lead is lost. */
async function runUntil(
  stop: AbortSignal,
  options: ManagerOptions,
  lost: AbortSignal = new AbortController().signal,
): Promise<void> {
  const manager = await startManager(options);
  options.log.info("controllers started", { artifacts: manager.urls.artifacts });
  const end = AbortSignal.any([stop, lost]);
  if (!end.aborted) await once(end, "abort");
  options.log.info("stopping");
  await manager.stop({ graceMs: lost.aborted ? 0 : graceMs });
}

function managerOptions(client: Client, flags: Flags, log: Log): ManagerOptions {
  const namespaces = booleanFlag(flags, "watch-all-namespaces") ? undefined : [runtimeNamespace(flags)];
  const labelSelector = flags["watch-label-selector"];
  const defaultServiceAccount = flags["default-service-account"];
  const stageKinds = flags["custom-apply-stage-kinds"].split(",").filter((kind) => kind !== "");
  return {
    client,
    log,
    storage: {
      path: flags["storage-path"],
      address: requiredAddress(flags, "storage-addr"),
      ...(flags["storage-adv-addr"] !== "" && { advertised: flags["storage-adv-addr"] }),
    },
    health: parseAddress(flags["health-addr"], "--health-addr"),
    metrics: parseAddress(flags["metrics-addr"], "--metrics-addr"),
    scope: { ...(namespaces && { namespaces }), ...(labelSelector !== "" && { labelSelector }) },
    pace: {
      ...(flags["concurrent"] !== "" && { concurrency: integerFlag(flags, "concurrent") }),
      backoff: { minMs: durationFlag(flags, "min-retry-delay"), maxMs: durationFlag(flags, "max-retry-delay") },
      jitter: integerFlag(flags, "interval-jitter-percentage") / 100,
      waitMs: durationFlag(flags, "requeue-dependency"),
    },
    kustomize: {
      policy: {
        crossNamespace: !booleanFlag(flags, "no-cross-namespace-refs"),
        customStageKinds: new Set(stageKinds),
        applyConcurrency: integerFlag(flags, "concurrent-ssa"),
      },
      ...(defaultServiceAccount !== "" && { defaultServiceAccount }),
    },
  };
}

function runtimeNamespace(flags: Flags): string {
  return flags["runtime-namespace"] || process.env["RUNTIME_NAMESPACE"] || "flux-system";
}

function requiredAddress(flags: Flags, name: FlagName): Address {
  const address = parseAddress(flags[name], `--${name}`);
  if (address === undefined)
    throw new RangeError(`Cannot use --${name}=${flags[name]}: expected HOST:PORT, such as :9090`);
  return address;
}

function durationFlag(flags: Flags, name: FlagName): number {
  try {
    return parseDuration(flags[name]);
  } catch (error) {
    throw new RangeError(`Cannot use --${name}=${flags[name]}: expected a duration, such as 30s`, { cause: error });
  }
}
