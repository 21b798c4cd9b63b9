import { maskUrls, messageOf } from "@flux-ts/base";
import type { Client } from "@flux-ts/kube";
import { commands } from "../commands/index.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { createPrinter } from "../output/printer.ts";
import type { Writer } from "../output/printer.ts";
import type { Invocation } from "./command-line.ts";
import { parseCommandLine } from "./command-line.ts";
import { CommandError } from "./errors.ts";
import { readFlags } from "./flag.ts";
import { globalFlags } from "./global-flags.ts";
import type { GlobalValues } from "./global-flags.ts";

/** What is around a command. */
export interface Surroundings {
  readonly stdout: Writer;
  readonly stderr: Writer;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the command. */
  readonly signal: AbortSignal;
  /** Replaces the cluster that flags and kubeconfig name. */
  readonly connect?: (globals: GlobalValues) => Promise<Client>;
}

/** Runs one command line and gives the exit code. Failures are printed, never thrown. */
export async function runFlux(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  try {
    const invocation = await parseCommandLine(args, { tree: commands, globals: globalFlags, stdout });
    if (invocation) await invoke(invocation, surroundings);
    return 0;
  } catch (error) {
    if (surroundings.signal.aborted) return 130;
    createPrinter(stdout, stderr).failure(maskUrls(messageOf(error)));
    return error instanceof CommandError ? error.exitCode : 1;
  }
}

async function invoke({ command, args, flags }: Invocation, surroundings: Surroundings): Promise<void> {
  const { stdout, stderr, env, signal } = surroundings;
  const globals = readFlags(globalFlags, flags);
  const cluster = new Connection(globals, surroundings);
  try {
    await command.run({
      args,
      flags: readFlags(command.flags, flags),
      globals,
      printer: createPrinter(stdout, stderr),
      stdout,
      env,
      signal,
      connect: () => cluster.open(),
    });
  } finally {
    await cluster.close();
  }
}

/** The cluster of one command. */
class Connection {
  readonly #globals: GlobalValues;
  readonly #surroundings: Surroundings;
  #opened: Promise<Cluster> | undefined;

  constructor(globals: GlobalValues, surroundings: Surroundings) {
    this.#globals = globals;
    this.#surroundings = surroundings;
  }

  open(): Promise<Cluster> {
    return (this.#opened ??= this.#open());
  }

  async close(): Promise<void> {
    const cluster = await this.#opened?.catch(() => undefined); // whoever opened it has seen the failure
    await cluster?.client.close();
  }

  async #open(): Promise<Cluster> {
    const { env, connect } = this.#surroundings;
    // Commands that need no cluster should not wait for its client to load.
    const { connectClient, namespaceOf } = await import("../cluster/cluster.ts");
    const client = await (connect ?? ((globals) => connectClient(globals, env)))(this.#globals);
    return { client, namespace: namespaceOf(this.#globals, env, client) };
  }
}
