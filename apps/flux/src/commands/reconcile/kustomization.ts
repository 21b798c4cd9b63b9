import type { Kustomization } from "@flux-ts/flux-api";
import { kustomization } from "../../kinds/kustomization.ts";
import { sourceKinds } from "../../kinds/kinds.ts";
import { defineCommand } from "../../program/command.ts";
import { CommandError } from "../../program/errors.ts";
import { booleanFlag } from "../../program/flag.ts";
import { getActive, nameOf, reconcileObject, runOf } from "./reconcile.ts";

export const reconcileKustomization = defineCommand({
  flags: { "with-source": booleanFlag("reconcile the source first") },
  usage: "[name]",
  run: async (context) => {
    const name = nameOf(kustomization, context);
    const { client, namespace } = await context.connect();
    const run = runOf(context, client);
    if (context.flags["with-source"]) {
      const object = (await getActive(kustomization, { namespace, name }, run)) as Kustomization;
      const { sourceRef } = object.spec;
      const source = sourceKinds.find(({ kind }) => kind === sourceRef.kind);
      if (source === undefined) throw new CommandError(`unsupported source kind ${JSON.stringify(sourceRef.kind)}`);
      await reconcileObject(source, { namespace: sourceRef.namespace ?? namespace, name: sourceRef.name }, run);
    }
    await reconcileObject(kustomization, { namespace, name }, run);
  },
});
