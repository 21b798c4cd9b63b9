import { messageOf } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { keyOf } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import type { FluxKind } from "../../kinds/kind.ts";
import { findNamed } from "../../objects/named.ts";
import { checkReady, waitUntilSettled } from "../../objects/request.ts";
import { defineCommand } from "../../program/command.ts";
import type { Command, Context } from "../../program/command.ts";
import { CommandError } from "../../program/errors.ts";
import { resumeFlags } from "./flags.ts";

/**
 * The command that resumes objects of a kind and waits until they are reconciled: all at once, or with `--wait` one
 * after the other.
 */
export function resumeCommand(kind: FluxKind): Command {
  return defineCommand({
    flags: resumeFlags,
    usage: "[name...]",
    run: async (context) => {
      const objects = await findNamed(kind, context);
      const { client } = await context.connect();
      const batches = context.flags.wait ? objects.map((object) => [object]) : [objects];
      let failures = 0;
      for (const batch of batches) failures += await resume(kind, batch, { context, client });
      if (failures > 0) throw new CommandError(`${failures} of ${objects.length} objects failed to reconcile`);
    },
  });
}

interface Run {
  readonly context: Context<typeof resumeFlags>;
  readonly client: Client;
}

/** Resumes objects together. Returns how many of them failed. */
async function resume(
  kind: FluxKind,
  objects: readonly KubeObject[],
  { context: { printer, signal, globals }, client }: Run,
): Promise<number> {
  for (const object of objects) {
    const { name, namespace } = object.metadata;
    printer.action(`resuming ${kind.humanKind} ${name} in ${namespace} namespace`);
    await client.patch(keyOf(object), { type: "merge", patch: { spec: { suspend: null } } }, { signal });
    printer.success(`${kind.humanKind} resumed`);
    printer.waiting(`waiting for ${kind.kind} reconciliation`);
  }
  const limits = { timeoutMs: globals.timeout, signal };
  const outcomes = await Promise.allSettled(
    objects.map(async (object) => {
      const settled = await waitUntilSettled(client, keyOf(object), limits);
      checkReady(settled);
      return settled;
    }),
  );
  return outcomes.filter((outcome, index) => {
    const title = `${kind.kind} ${objects[index]?.metadata.name}`;
    if (outcome.status === "rejected") {
      printer.failure(`${title}: ${messageOf(outcome.reason)}`);
      return true;
    }
    printer.success(`${title} reconciliation completed`);
    printer.success(kind.successMessage(outcome.value));
    return false;
  }).length;
}
