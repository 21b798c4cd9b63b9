import type { KubeObject } from "@flux-ts/base";
import type { FluxKind } from "../kinds/kind.ts";
import { booleanFlag } from "../program/flag.ts";
import type { Context } from "../program/command.ts";
import { CommandError } from "../program/errors.ts";

/** How commands on several objects choose them, next to their names. */
export const allFlag = { all: booleanFlag("all objects of the namespace") };

/**
 * Reads the objects whose names are given, or all of the namespace. Names that do not exist are reported and passed
 * over, as upstream does.
 */
export async function findNamed(
  { apiVersion, kind, humanKind }: FluxKind,
  { args, flags, printer, signal, connect }: Context<typeof allFlag>,
): Promise<readonly KubeObject[]> {
  if (args.length === 0 && !flags.all) throw new CommandError(`${humanKind} name is required`);
  const { client, namespace } = await connect();
  const selectors = flags.all ? [""] : [...new Set(args)].map((name) => `metadata.name=${name}`);
  const found: KubeObject[] = [];
  for (const fieldSelector of selectors) {
    const { items } = await client.list({ apiVersion, kind, namespace }, { fieldSelector, signal });
    if (items.length === 0) printer.failure(`no ${kind} objects found in ${namespace} namespace`);
    found.push(...items);
  }
  return found;
}
