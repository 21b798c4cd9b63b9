import { Command as Commander, CommanderError, Option } from "commander";
import type { Writer } from "../output/printer.ts";
import type { Command, Entry, Group } from "./command.ts";
import { CommandError } from "./errors.ts";
import type { FlagSet } from "./flag.ts";
import { normalizeFlags } from "./pflag.ts";

/** What a command line asks for. Flags are still text: the command says what they mean. */
export interface Invocation {
  readonly command: Command;
  readonly args: readonly string[];
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

export interface CommandLineOptions {
  readonly tree: Group;
  /** Flags of every command. */
  readonly globals: FlagSet;
  /** Where help goes. */
  readonly stdout: Writer;
}

/**
 * Finds the command that arguments call, and loads it. Undefined when they ask for help, which is printed.
 *
 * @throws CommandError in cobra's words when the command or a flag does not exist.
 */
export async function parseCommandLine(
  args: readonly string[],
  { tree, globals, stdout }: CommandLineOptions,
): Promise<Invocation | undefined> {
  const call: Call = { flags: new Map(), invoked: undefined };
  const root = new CommandNode(tree, { root: tree, globals, inherited: {}, call });
  root.exitOverride().configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: () => {} });
  root.grow();
  try {
    await root.parseAsync(toCommander(args), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw translate(error, tree.name);
  }
  return call.invoked && { ...call.invoked, flags: call.flags };
}

/** `help get sources` is `get sources --help`; so is nothing at all. */
function toCommander(args: readonly string[]): string[] {
  if (args.length === 0) return ["--help"];
  return args[0] === "help" ? [...args.slice(1), "--help"] : [...args];
}

/** What one parse finds. */
interface Call {
  readonly flags: Map<string, string[]>;
  invoked: Omit<Invocation, "flags"> | undefined;
}

interface Setting {
  readonly root: Group;
  /** Flags of every command: help shows them once, at the root. */
  readonly globals: FlagSet;
  /** Flags of the groups above. */
  readonly inherited: FlagSet;
  readonly call: Call;
}

/** An entry of the tree as commander knows it. It reads flags as pflag does and loads its command when it is called. */
class CommandNode extends Commander {
  readonly #entry: Entry;
  readonly #setting: Setting;
  #flags: FlagSet = {};

  constructor(entry: Entry, setting: Setting) {
    super(entry.name);
    this.#entry = entry;
    this.#setting = setting;
    this.description(entry.summary).aliases(entry.aliases ?? []);
    this.helpCommand(false).showSuggestionAfterError(false).allowExcessArguments();
    this.configureHelp({ optionTerm: ({ flags }) => flags.replace(/ <bool>$/, "") });
    this.#declare(setting.globals, { hidden: entry !== setting.root });
    this.#declare(setting.inherited);
  }

  /** Adds what is below: the commands of a group, the flags and the action of a command. */
  async prepare(): Promise<void> {
    if ("commands" in this.#entry) return this.grow();
    const command = await this.#entry.load();
    this.argument(command.usage ?? "[args...]").usage(`${command.usage ?? ""} [flags]`.trim());
    this.#declare(command.flags);
    this.addHelpText("after", '\nFlags of every command: "flux --help"');
    this.action(() => {
      this.#setting.call.invoked = { command, args: this.args };
    });
  }

  grow(): void {
    if (!("commands" in this.#entry)) return;
    const { flags = {}, commands } = this.#entry;
    this.#declare(flags);
    const inherited = { ...this.#setting.inherited, ...flags };
    for (const entry of commands) {
      const child = new CommandNode(entry, { ...this.#setting, inherited });
      this.addCommand(child.copyInheritedSettings(this));
    }
    this.hook("preSubcommand", (_parent, child) => (child as CommandNode).prepare());
    // As with cobra, a group that is called with anything it does not know shows its help; only the root complains.
    if (this.parent !== null) this.action(() => this.help());
  }

  override parseOptions(args: string[]): ReturnType<Commander["parseOptions"]> {
    return super.parseOptions(normalizeFlags(args, this.#flags));
  }

  #declare(flags: FlagSet, { hidden = false }: { readonly hidden?: boolean } = {}): void {
    const added = Object.entries(flags).filter(([name]) => !Object.hasOwn(this.#flags, name));
    this.#flags = { ...this.#flags, ...flags };
    for (const [name, { help, shorthand, valueName }] of added) {
      const letter = shorthand === undefined ? "" : `-${shorthand}, `;
      const option = new Option(`${letter}--${name} <${valueName ?? "bool"}>`, help);
      option.argParser((text: string) => this.#collect(name, text)).hideHelp(hidden);
      this.addOption(option);
    }
  }

  #collect(name: string, text: string): void {
    const { flags } = this.#setting.call;
    flags.set(name, [...(flags.get(name) ?? []), text]);
  }
}

function translate({ code, message }: CommanderError, root: string): CommandError {
  const subject = /'(.*)'/s.exec(message)?.[1] ?? "";
  switch (code) {
    case "commander.unknownCommand":
      return new CommandError(`unknown command ${JSON.stringify(subject)} for ${JSON.stringify(root)}`);
    case "commander.unknownOption":
      return new CommandError(unknownFlag(subject));
    default:
      return new CommandError(message.replace(/^error: /, ""));
  }
}

function unknownFlag(flag: string): string {
  if (flag.startsWith("--")) return `unknown flag: ${flag.replace(/=.*/s, "")}`;
  return `unknown shorthand flag: '${flag.charAt(1)}' in ${flag}`;
}
