import { formatChanges } from "@flux-ts/apply";
import { keyOf } from "@flux-ts/kube";
import { describe, expect, test } from "vitest";
import { configMap } from "../objects.ts";
import { control, type ConfigMap, type World } from "./world.ts";

/** What objects say of themselves. */
export function describeAnnotations(world: World): void {
  const { apply, read, createNamespace } = world;
  describe("an object that says", () => {
    const saying = (namespace: string, entries: { readonly [key: string]: string }, data: ConfigMap["data"] = {}) => {
      const { metadata, ...rest } = configMap(namespace, "a", data);
      return { ...rest, metadata: { ...metadata, annotations: entries } };
    };

    test("ssa: Merge keeps the fields that kubectl added", async () => {
      const namespace = await createNamespace();
      const object = saying(namespace, { [control("ssa")]: "Merge" }, { ours: "1" });
      await apply([object]);
      const edit = { data: { theirs: "1" } };
      await world.client.patch(keyOf(object), { type: "merge", patch: edit }, { fieldManager: "kubectl-edit" });
      await apply([object]);
      expect((await read(object)).data).toEqual({ ours: "1", theirs: "1" });
    });

    test("ssa: IfNotPresent is created, then left alone", async () => {
      const namespace = await createNamespace();
      const says = { [control("ssa")]: "IfNotPresent" };
      expect(formatChanges(await apply([saying(namespace, says, { x: "1" })]))).toMatch(/ created$/);
      expect(formatChanges(await apply([saying(namespace, says, { x: "2" })]))).toMatch(/ skipped$/);
      expect((await read(saying(namespace, says))).data).toEqual({ x: "1" });
    });

    test.for(["ssa: Ignore", "ssa: ignore", "reconcile: disabled"])("%s is not applied", async (text) => {
      const namespace = await createNamespace();
      const [name = "", value = ""] = text.split(": ");
      const object = saying(namespace, { [control(name)]: value });
      expect(formatChanges(await apply([object]))).toMatch(/ skipped$/);
      expect(await world.client.find(keyOf(object))).toBeUndefined();
    });

    test("reconcile: disabled in the cluster is left alone", async () => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { x: "1" });
      const { metadata, ...rest } = object;
      const annotations = { [control("reconcile")]: "disabled" };
      await world.client.create({ ...rest, metadata: { ...metadata, annotations } }, { fieldManager: "somebody" });
      expect(formatChanges(await apply([configMap(namespace, "a", { x: "2" })]))).toMatch(/ skipped$/);
      expect((await read(object)).data).toEqual({ x: "1" });
    });
  });
}
