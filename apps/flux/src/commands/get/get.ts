import type { KubeObject } from "@flux-ts/base";
import type { ListOptions, Target } from "@flux-ts/kube";
import type { Cluster } from "../../cluster/cluster.ts";
import type { Column, FluxKind } from "../../kinds/kind.ts";
import { statusOf } from "../../objects/status.ts";
import { columnWidths, formatTable } from "../../output/table.ts";
import { defineCommand } from "../../program/command.ts";
import type { Command, Context } from "../../program/command.ts";
import { CommandError } from "../../program/errors.ts";
import { booleanFlag } from "../../program/flag.ts";
import { getFlags } from "./flags.ts";

type GetContext = Context<typeof getFlags>;

/** The command that lists objects of one kind. */
export function getCommand(kind: FluxKind): Command {
  return defineCommand({
    flags: getFlags,
    usage: "[name]",
    run: (context) => getKind(kind, context),
  });
}

/** As {@link getCommand}, with `--show-source`: a column after the name. */
export function getCommandWithSource(kind: FluxKind, source: Column): Command {
  const flags = { ...getFlags, "show-source": booleanFlag("show the source of each object") };
  return defineCommand({
    flags,
    usage: "[name]",
    run: (context) => {
      const columns = context.flags["show-source"] ? [source, ...kind.columns] : kind.columns;
      return getKind({ ...kind, columns }, context);
    },
  });
}

async function getKind(kind: FluxKind, context: GetContext): Promise<void> {
  const { flags, printer } = context;
  const cluster = await context.connect();
  const selection = selectionOf(kind, context, cluster);
  if (flags.watch) return watchKind(kind, context, { cluster, selection });
  const { items } = await cluster.client.list(selection.target, selection.options);
  if (items.length === 0) throw nothingFound(kind, context, cluster);
  printer.print(formatTable(tableOf(kind, items, context)));
}

/**
 * Lists objects of several kinds, one table each, names prefixed by kind. Kinds that the cluster does not have are
 * passed over, and so are tables without rows.
 */
export async function getKinds(kinds: readonly FluxKind[], context: GetContext): Promise<void> {
  if (context.flags.watch) throw new CommandError("expected a single resource type, but found all");
  const { isUnknownKind } = await import("@flux-ts/kube");
  const cluster = await context.connect();
  for (const kind of kinds) {
    const { target, options } = selectionOf(kind, context, cluster);
    try {
      const { items } = await cluster.client.list(target, options);
      const table = tableOf(kind, items, context, { prefixed: true });
      if (table.rows.length > 0) context.printer.print(formatTable(table));
    } catch (error) {
      if (!isUnknownKind(error)) throw error;
    }
  }
}

interface Selection {
  readonly target: Target;
  readonly options: ListOptions;
}

function selectionOf({ apiVersion, kind }: FluxKind, { args, flags, signal }: GetContext, cluster: Cluster): Selection {
  const [name] = args;
  const { "all-namespaces": all, "label-selector": labelSelector } = flags;
  return {
    target: { apiVersion, kind, ...(!all && { namespace: cluster.namespace }) },
    options: {
      signal,
      ...(labelSelector !== "" && { labelSelector }),
      ...(name !== undefined && { fieldSelector: `metadata.name=${name}` }),
    },
  };
}

function nothingFound({ kind }: FluxKind, { args: [name], flags }: GetContext, { namespace }: Cluster): CommandError {
  const where = flags["all-namespaces"] ? "any" : JSON.stringify(namespace);
  if (name === undefined) return new CommandError(`no ${kind} objects found in ${where} namespace`);
  return new CommandError(`${kind} object '${name}' not found in ${where} namespace`);
}

function tableOf(
  { kind, columns }: FluxKind,
  objects: readonly KubeObject[],
  { flags }: GetContext,
  { prefixed = false }: { readonly prefixed?: boolean } = {},
): { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const name = ({ metadata }: KubeObject): string =>
    prefixed ? `${kind.toLowerCase()}/${metadata.name}` : metadata.name;
  const all: Column[] = [{ title: "Name", cell: name }, ...columns];
  if (flags["all-namespaces"]) all.unshift({ title: "Namespace", cell: ({ metadata }) => metadata.namespace ?? "" });
  const isWanted = statusFilter(flags["status-selector"]);
  return {
    header: flags["no-header"] ? [] : all.map(({ title }) => title),
    rows: objects.filter(isWanted).map((object) => all.map(({ cell }) => cell(object))),
  };
}

/** Type and status of the condition match without regard to case. */
function statusFilter(selector: string): (object: KubeObject) => boolean {
  if (selector === "") return () => true;
  const [, type, status] = /^([^=]*)=(.*)$/s.exec(selector.toLowerCase()) ?? [];
  if (status === undefined) {
    throw new CommandError(`expected status selector in type=status format, but found: ${selector}`);
  }
  return (object) =>
    (statusOf(object).conditions ?? []).some(
      (condition) => condition.type.toLowerCase() === type && condition.status.toLowerCase() === status,
    );
}

/** Prints what there is as one table, then every change as a row, until the user ends it. */
async function watchKind(
  kind: FluxKind,
  context: GetContext,
  { cluster, selection: { target, options } }: { readonly cluster: Cluster; readonly selection: Selection },
): Promise<void> {
  let first: KubeObject[] | undefined = [];
  let widths: number[] = [];
  for await (const event of cluster.client.watch(target, options)) {
    switch (event.type) {
      case "added":
      case "modified":
      case "deleted":
        if (first === undefined) print({ ...tableOf(kind, [event.object], context), header: [] });
        else first.push(event.object);
        break;
      case "synced":
        if (first !== undefined) print(tableOf(kind, first, context));
        first = undefined;
        break;
      case "failed":
        context.printer.failure(`cannot watch: ${event.error.message}`);
        break;
      case "recovered":
        break;
    }
  }

  function print(table: ReturnType<typeof tableOf>): void {
    widths = columnWidths(table, widths);
    context.printer.print(formatTable(table, widths));
  }
}
