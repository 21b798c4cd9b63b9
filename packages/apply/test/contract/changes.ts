import type { KubeObject } from "@flux-ts/base";
import { executePlan, formatChanges, planApply } from "@flux-ts/apply";
import { keyOf } from "@flux-ts/kube";
import { describe, expect, test } from "vitest";
import { configMap } from "../objects.ts";
import { fieldManager, type ConfigMap, type World } from "./world.ts";

/** What is written of a change. */
export function describeChanges(world: World): void {
  const { apply, read, createNamespace } = world;
  describe("a change", () => {
    test("adds, changes and removes fields", async () => {
      const namespace = await createNamespace();
      await apply([configMap(namespace, "a", { kept: "1", changed: "1", removed: "1" })]);
      const changes = await apply([configMap(namespace, "a", { kept: "1", changed: "2", added: "1" })]);
      expect(formatChanges(changes)).toBe(`ConfigMap/${namespace}/a configured`);
      expect((await read(configMap(namespace, "a"))).data).toEqual({ kept: "1", changed: "2", added: "1" });
    });

    test("that somebody made to our fields is undone, and what they added stays", async () => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { ours: "1" });
      await apply([object]);
      const edit = { data: { ours: "2", theirs: "1" } };
      await world.client.patch(keyOf(object), { type: "merge", patch: edit }, { fieldManager: "somebody" });
      expect(formatChanges(await apply([object]))).toBe(`ConfigMap/${namespace}/a configured`);
      expect((await read(object)).data).toEqual({ ours: "1", theirs: "1" });
    });
  });
}

/** Objects whose state is known. */
export function describeTrust(world: World): void {
  const { apply, read, createNamespace } = world;
  describe("an object that is trusted", () => {
    test("is neither asked about nor written, and stands in the inventory", async () => {
      const namespace = await createNamespace();
      const [known, other] = [configMap(namespace, "known", { a: "1" }), configMap(namespace, "other", { a: "1" })];
      await apply([known, other]);
      await world.client.patch(
        keyOf(known),
        { type: "merge", patch: { data: { a: "2" } } },
        { fieldManager: "somebody" },
      );
      const planned = await planApply([{ object: known, trusted: true }, { object: other }], {
        client: world.client,
        watches: world.watches,
        fieldManager,
        signal: new AbortController().signal,
      });
      expect(planned.inventory).toHaveLength(2);
      expect(formatChanges(await executePlan(planned))).toBe(
        `ConfigMap/${namespace}/known unchanged\nConfigMap/${namespace}/other unchanged`,
      );
      expect((await read(known)).data).toEqual({ a: "2" });
    });
  });
}

/** Who changed what is put right. */
export function describeLosses(world: World): void {
  const { apply, read, createNamespace } = world;
  describe("what others have taken", () => {
    const taken: Record<string, { act: (object: ConfigMap) => Promise<unknown>; want: readonly string[] }> = {
      "a value": {
        act: (object) => edit(object, { b: "2", c: "2" }, "somebody"),
        want: [".data.b somebody", ".data.c somebody"],
      },
      "a field that is gone": { act: (object) => edit(object, { b: null }, "somebody"), want: [".data.b somebody"] },
      "a field that kubectl added": {
        act: (object) => edit(object, { x: "1" }, "kubectl-edit"),
        want: [".data.x kubectl-edit"],
      },
      "a value under our own name": {
        act: ({ apiVersion, kind, metadata: { name, namespace = "" } }) =>
          world.client.apply(
            { apiVersion, kind, metadata: { name, namespace }, data: { a: "1", b: "9", c: "1" } },
            { force: true },
          ),
        want: [`.data.b ${fieldManager}`],
      },
    };
    const edit = (object: KubeObject, data: { readonly [key: string]: string | null }, manager: string) =>
      world.client.patch(keyOf(object), { type: "merge", patch: { data } }, { fieldManager: manager });

    test.for(Object.entries(taken))("%s is named with its manager", async ([, { act, want }]) => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { a: "1", b: "1", c: "1" });
      await apply([object]);
      await act(object);
      const [change] = await apply([object]);
      expect(change?.losses?.map(({ field, manager }) => `${field} ${manager}`)).toEqual(want);
      expect(change?.metadata?.uid).toBe((await read(object)).metadata.uid);
    });
  });
}
