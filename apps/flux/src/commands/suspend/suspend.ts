import { keyOf } from "@flux-ts/kube";
import type { FluxKind } from "../../kinds/kind.ts";
import { allFlag, findNamed } from "../../objects/named.ts";
import { defineCommand } from "../../program/command.ts";
import type { Command } from "../../program/command.ts";

/** The command that suspends objects of a kind. */
export function suspendCommand(kind: FluxKind): Command {
  return defineCommand({
    flags: allFlag,
    usage: "[name...]",
    run: async (context) => {
      const { printer, signal } = context;
      const objects = await findNamed(kind, context);
      const { client } = await context.connect();
      for (const object of objects) {
        const { name, namespace } = object.metadata;
        printer.action(`suspending ${kind.humanKind} ${name} in ${namespace} namespace`);
        await client.patch(keyOf(object), { type: "merge", patch: { spec: { suspend: true } } }, { signal });
        printer.success(`${kind.humanKind} suspended`);
      }
    },
  });
}
