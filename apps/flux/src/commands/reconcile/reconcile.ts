import type { KubeObject } from "@flux-ts/base";
import type { Client, ObjectKey } from "@flux-ts/kube";
import type { FluxKind } from "../../kinds/kind.ts";
import { checkReady, requestReconciliation, waitUntilSettled } from "../../objects/request.ts";
import type { WaitLimits } from "../../objects/request.ts";
import { isSuspended } from "../../objects/status.ts";
import type { Printer } from "../../output/printer.ts";
import { defineCommand } from "../../program/command.ts";
import type { Command, Context } from "../../program/command.ts";
import { CommandError } from "../../program/errors.ts";
import type { FlagSet } from "../../program/flag.ts";

/** The command that reconciles one object of a kind and waits for the outcome. */
export function reconcileCommand(kind: FluxKind): Command {
  return defineCommand({
    flags: {},
    usage: "[name]",
    run: async (context) => {
      const name = nameOf(kind, context);
      const { client, namespace } = await context.connect();
      await reconcileObject(kind, { namespace, name }, runOf(context, client));
    },
  });
}

/** What a reconciliation needs of its command. */
export interface ReconcileRun extends WaitLimits {
  readonly client: Client;
  readonly printer: Printer;
}

export function runOf({ printer, globals, signal }: Context<FlagSet>, client: Client): ReconcileRun {
  return { client, printer, timeoutMs: globals.timeout, signal };
}

export function nameOf({ kind }: FluxKind, { args: [name] }: Context<FlagSet>): string {
  if (name === undefined) throw new CommandError(`${kind} name is required`);
  return name;
}

interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** Reads an object that is to be reconciled. @throws CommandError when it is suspended. */
export async function getActive(kind: FluxKind, place: Place, run: ReconcileRun): Promise<KubeObject> {
  const object = await run.client.get(keyOf(kind, place), { signal: run.signal });
  if (isSuspended(object)) throw new CommandError("resource is suspended");
  return object;
}

/** Asks for a reconciliation and waits for its end. @throws CommandError when the object is suspended or fails. */
export async function reconcileObject(kind: FluxKind, place: Place, run: ReconcileRun): Promise<void> {
  const { client, printer, timeoutMs, signal } = run;
  await getActive(kind, place, run);
  const key = keyOf(kind, place);
  printer.action(`annotating ${kind.kind} ${place.name} in ${place.namespace} namespace`);
  const requestedAt = await requestReconciliation(client, key, signal);
  printer.success(`${kind.kind} annotated`);
  printer.waiting(`waiting for ${kind.kind} reconciliation`);
  const settled = await waitUntilSettled(client, key, { requestedAt, timeoutMs, signal });
  checkReady(settled);
  printer.success(kind.successMessage(settled));
}

function keyOf({ apiVersion, kind }: FluxKind, place: Place): ObjectKey {
  return { apiVersion, kind, ...place };
}
