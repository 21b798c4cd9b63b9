import { formatChanges } from "@flux-ts/apply";
import { keyOf } from "@flux-ts/kube";
import { describe, expect, test } from "vitest";
import { configMap, deployment } from "../objects.ts";
import { fieldManager, type World } from "./world.ts";

/** Fields that other clients applied earlier. */
export function describeTakeover(world: World): void {
  const { apply, read, createNamespace, managersOf } = world;
  describe("takeover", () => {
    test("of what kubectl applied on the client's side: what the set does not name goes away", async () => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { kept: "1", dropped: "1" });
      const annotations = { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(object) };
      await world.client.create(
        { ...object, metadata: { ...object.metadata, annotations } },
        { fieldManager: "kubectl-client-side-apply" },
      );
      await apply([configMap(namespace, "a", { kept: "1" })]);
      const live = await read(object);
      expect([live.data, live.metadata.annotations, managersOf(live)]).toEqual([
        { kept: "1" },
        undefined,
        [`${fieldManager} Apply`],
      ]);
    });

    test.for([
      ["kubectl apply --server-side", "kubectl", "Apply"],
      ["kubectl edit", "kubectl-edit", "Update"],
      ["earlier versions of Flux", fieldManager, "Update"],
    ] as const)("of fields of %s", async ([, manager, operation]) => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { kept: "1", dropped: "1" });
      if (operation === "Apply") await world.client.apply(object, { fieldManager: manager });
      else await world.client.create(object, { fieldManager: manager });
      const changes = await apply([configMap(namespace, "a", { kept: "1" })]);
      expect(formatChanges(changes)).toBe(`ConfigMap/${namespace}/a configured`);
      const live = await read(object);
      expect([live.data, managersOf(live)]).toEqual([{ kept: "1" }, [`${fieldManager} Apply`]]);
    });

    test("leaves fields of others alone", async () => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { theirs: "1" });
      await world.client.apply(object, { fieldManager: "other-controller" });
      await apply([configMap(namespace, "a", { ours: "1" })]);
      const live = await read(object);
      expect(live.data).toEqual({ theirs: "1", ours: "1" });
      expect(managersOf(live)?.toSorted()).toEqual([`${fieldManager} Apply`, "other-controller Apply"]);
    });

    test("of an object with several managers keeps the fields of each list entry", async () => {
      const namespace = await createNamespace();
      const object = deployment(namespace, "web", { replicas: 2 });
      await world.client.create(object, { fieldManager: "kubectl-create" });
      const scale = { spec: { replicas: 5 } };
      await world.client.patch(keyOf(object), { type: "merge", patch: scale }, { fieldManager: "kubectl-scale" });
      await apply([object]);
      const live = await read(object);
      expect(live["spec"]).toMatchObject({ replicas: 2 });
      expect(managersOf(live)).toContain(`${fieldManager} Apply`);
      expect(managersOf(live)?.filter((manager) => manager.startsWith("kubectl"))).toEqual([]);
    });
  });
}
