import { formatChanges } from "@flux-ts/apply";
import { describe, expect, test } from "vitest";
import { configMap, deployment, mislabelled } from "../objects.ts";
import { control, failureOf, type World } from "./world.ts";

/** Fields that cannot be changed. */
export function describeReplacement(world: World): void {
  const { apply, read, createNamespace } = world;
  describe("a change of an immutable field", () => {
    const fixed = (namespace: string, x: string, annotations: { readonly [key: string]: string } = {}) => {
      const { metadata, ...rest } = configMap(namespace, "a", { x });
      return { ...rest, immutable: true, metadata: { ...metadata, annotations } };
    };

    test("is refused, and nothing changes", async () => {
      const namespace = await createNamespace();
      await apply([fixed(namespace, "1")]);
      const failure = await failureOf(apply([fixed(namespace, "2")]));
      expect(failure.message).toMatch(/^ConfigMap\/.*\/a dry-run failed \(Invalid\): .*immutable/);
      expect((await read(fixed(namespace, ""))).data).toEqual({ x: "1" });
    });

    test.for([
      ["the set is forced", { force: true }, {}],
      ["the object says so", {}, { [control("force")]: "enabled" }],
    ] as const)("replaces the object when %s", async ([, options, annotations]) => {
      const namespace = await createNamespace();
      await apply([fixed(namespace, "1")]);
      const before = await read(fixed(namespace, ""));
      const changes = await apply([fixed(namespace, "2", annotations)], options);
      const after = await read(fixed(namespace, ""));
      expect(formatChanges(changes)).toBe(`ConfigMap/${namespace}/a created`);
      expect(after.data).toEqual({ x: "2" });
      expect(after.metadata.uid).not.toBe(before.metadata.uid);
    });

    test("is no reason to delete an object whose successor is invalid anyway", async () => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "bad");
      await apply([object]);
      const before = await read(object);
      const failure = await failureOf(apply([mislabelled(namespace)], { force: true }));
      expect(failure.message).toContain(`ConfigMap/${namespace}/bad dry-run failed (Invalid): `);
      expect((await read(object)).metadata.uid).toBe(before.metadata.uid);
    });

    test("is passed over where reconciling is disabled in the cluster", async () => {
      const namespace = await createNamespace();
      await world.client.create(fixed(namespace, "1", { [control("reconcile")]: "disabled" }));
      const changes = await apply([fixed(namespace, "2")], { force: true });
      expect(formatChanges(changes)).toBe(`ConfigMap/${namespace}/a skipped`);
    });

    test("replaces a workload, too", async () => {
      const namespace = await createNamespace();
      await apply([deployment(namespace, "web", {})]);
      const selector = { matchLabels: { app: "other" } };
      const template = { metadata: { labels: { app: "other" } }, spec: { containers: [{ name: "x", image: "x:1" }] } };
      const changes = await apply([deployment(namespace, "web", { selector, template })], { force: true });
      expect(formatChanges(changes)).toBe(`Deployment/${namespace}/web created`);
    });
  });
}
