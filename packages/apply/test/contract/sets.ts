import { formatChanges } from "@flux-ts/apply";
import { describe, expect, test } from "vitest";
import { clusterRole, configMap, cronTab, cronTabs, namespaceOf, severalKinds } from "../objects.ts";
import { writtenByUs, type World } from "./world.ts";

/** Sets of objects that depend on each other. */
export function describeSets(world: World): void {
  const { apply, plan, read, uniqueName } = world;
  describe("a set", () => {
    test("with definitions, their objects and their namespaces is applied in one go", async () => {
      const namespace = uniqueName();
      const crd = cronTabs(namespace);
      const objects = [
        cronTab(namespace, crd, { schedule: "0 * * * *" }),
        configMap(namespace, "settings", { color: "blue" }),
        crd,
        namespaceOf(namespace),
      ];
      expect(formatChanges(await apply(objects))).toBe(
        [
          `CustomResourceDefinition/${crd.metadata.name} created`,
          `Namespace/${namespace} created`,
          `ConfigMap/${namespace}/settings created`,
          `CronTab/${namespace}/nightly created`,
        ].join("\n"),
      );
    });

    test("is written a second time without changing anything", async () => {
      const namespace = uniqueName();
      const crd = cronTabs(namespace);
      const objects = [
        namespaceOf(namespace),
        crd,
        cronTab(namespace, crd, { schedule: "0 * * * *" }),
        clusterRole(namespace),
        ...severalKinds(namespace),
      ];
      await apply(objects);
      const before = await Promise.all(objects.map(read));
      const changes = await apply(objects);
      expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(["unchanged"]));
      const after = await Promise.all(objects.map(read));
      expect(after.map(writtenByUs)).toEqual(before.map(writtenByUs));
    });

    test("is planned with the inventory that status holds before the first write", async () => {
      const namespace = uniqueName();
      const { inventory } = await plan([configMap(namespace, "a"), namespaceOf(namespace), clusterRole(namespace)]);
      expect(inventory).toEqual([
        { id: `_${namespace}__Namespace`, v: "v1" },
        { id: `_${namespace}_rbac.authorization.k8s.io_ClusterRole`, v: "v1" },
        { id: `${namespace}_a__ConfigMap`, v: "v1" },
      ]);
    });

    test("of cluster-scoped objects is applied although they name a namespace", async () => {
      const role = clusterRole(uniqueName());
      const misplaced = { ...role, metadata: { ...role.metadata, namespace: "default" } };
      const changes = await apply([misplaced]);
      expect(formatChanges(changes)).toBe(`ClusterRole/${role.metadata.name} created`);
    });
  });
}
