import type { Cluster } from "../cluster/cluster.ts";
import type { Printer, Writer } from "../output/printer.ts";
import type { FlagSet, FlagValues } from "./flag.ts";
import type { GlobalValues } from "./global-flags.ts";

/** A command, as its own module declares it. */
export interface Command {
  readonly flags: FlagSet;
  /** What help shows for the arguments, such as `[name]`. */
  readonly usage?: string;
  run(context: Context<FlagSet>): Promise<void>;
}

/** What a command is run with. */
export interface Context<F extends FlagSet> {
  readonly args: readonly string[];
  readonly flags: FlagValues<F>;
  readonly globals: GlobalValues;
  readonly printer: Printer;
  readonly stdout: Writer;
  readonly env: NodeJS.ProcessEnv;
  /** Fires when the user wants the command to end. */
  readonly signal: AbortSignal;
  /** The cluster that the global flags name. It is connected once and closed after the command. */
  readonly connect: () => Promise<Cluster>;
}

/** Gives `run` the types of the flags. */
export function defineCommand<F extends FlagSet>(command: {
  readonly flags: F;
  readonly usage?: string;
  run(context: Context<F>): Promise<void>;
}): Command {
  return command;
}

/** A place in the tree of commands. What it does is loaded when it is called. */
export type Entry = Leaf | Group;

interface Named {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
}

export interface Leaf extends Named {
  readonly load: () => Promise<Command>;
}

export interface Group extends Named {
  /** Flags of all its commands. Each of them declares them, too, to use them. */
  readonly flags?: FlagSet;
  readonly commands: readonly Entry[];
}
