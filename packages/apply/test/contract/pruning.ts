import { formatChanges, ownerLabels, pruneObjects } from "@flux-ts/apply";
import { keyOf } from "@flux-ts/kube";
import { describe, expect, test } from "vitest";
import { configMap, deployment } from "../objects.ts";
import { control, type World } from "./world.ts";

/** Objects that are no longer in the set. */
export function describePruning(world: World): void {
  const { createNamespace } = world;
  describe("pruning", () => {
    const owner = ownerLabels("apps", "flux-system");
    const signal = new AbortController().signal;
    const owned = (namespace: string, name: string, annotations: { readonly [key: string]: string } = {}) => {
      const { metadata, ...rest } = configMap(namespace, name);
      return { ...rest, metadata: { ...metadata, annotations, labels: owner } };
    };

    test("deletes what the owner applied, in the reverse order, and nothing of others", async () => {
      const namespace = await createNamespace();
      const rest = { ...deployment(namespace, "web", {}) };
      const workload = { ...rest, metadata: { ...rest.metadata, labels: owner } };
      const objects = [
        owned(namespace, "a"),
        workload,
        configMap(namespace, "foreign"),
        owned(namespace, "kept", { [control("prune")]: "Disabled" }),
        owned(namespace, "off", { [control("reconcile")]: "disabled" }),
      ];
      for (const object of objects) await world.client.create(object);
      const keys = [...objects, configMap(namespace, "missing")].map(keyOf);
      const changes = await pruneObjects(keys, { client: world.client, owner, signal });
      expect(formatChanges(changes)).toBe(
        [
          `Deployment/${namespace}/web deleted`,
          `ConfigMap/${namespace}/off skipped`,
          `ConfigMap/${namespace}/missing deleted`,
          `ConfigMap/${namespace}/kept skipped`,
          `ConfigMap/${namespace}/foreign skipped`,
          `ConfigMap/${namespace}/a deleted`,
        ].join("\n"),
      );
      const left = await world.client.list({ apiVersion: "v1", kind: "ConfigMap", namespace }, { metadataOnly: true });
      expect(left.items.map(({ metadata }) => metadata.name)).toEqual(["foreign", "kept", "off"]);
    });

    test("of a kind that is gone succeeds: its objects are gone, too", async () => {
      const key = { apiVersion: "nowhere.example.com/v1", kind: "Nothing", namespace: "default", name: "x" };
      expect(formatChanges(await pruneObjects([key], { client: world.client, owner, signal }))).toBe(
        "Nothing/default/x deleted",
      );
    });
  });
}
