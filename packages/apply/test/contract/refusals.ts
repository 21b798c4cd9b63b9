import { formatChanges, planApply } from "@flux-ts/apply";
import { keyOf } from "@flux-ts/kube";
import { describe, expect, test } from "vitest";
import { configMap, cronTab, cronTabs, mislabelled, namespaceOf } from "../objects.ts";
import { failureOf, fieldManager, type World } from "./world.ts";

/** One invalid object, and nothing is written. */
export function describeRefusals(world: World): void {
  const { apply, createNamespace, uniqueName } = world;
  describe("an invalid object", () => {
    test("changes nothing", async () => {
      const namespace = await createNamespace();
      const good = configMap(namespace, "good");
      const bad = mislabelled(namespace);
      const unknown = { apiVersion: "nowhere.example.com/v1", kind: "Nothing", metadata: { namespace, name: "x" } };
      const failure = await failureOf(apply([good, bad, unknown]));
      expect(failure.failures.map(({ object }) => object.kind).toSorted()).toEqual(["ConfigMap", "Nothing"]);
      expect(failure.message).toContain(`ConfigMap/${namespace}/bad dry-run failed (Invalid): `);
      expect(failure.changes).toEqual([]);
      expect(await world.client.find(keyOf(good))).toBeUndefined();
    });

    test("names the file and line it came from", async () => {
      const namespace = await createNamespace();
      const planned = planApply([{ object: mislabelled(namespace), origin: { file: "apps/bad.yaml", line: 7 } }], {
        client: world.client,
        watches: world.watches,
        fieldManager,
        signal: new AbortController().signal,
      });
      expect((await failureOf(planned)).message).toContain("(apps/bad.yaml:7)");
    });

    test("in a namespace that is nowhere changes nothing", async () => {
      const namespace = await createNamespace();
      const good = configMap(namespace, "good");
      const failure = await failureOf(apply([good, configMap(`${namespace}-missing`, "lost")]));
      expect(failure.message).toMatch(/^ConfigMap\/.*-missing\/lost not found: namespaces ".*-missing" not found$/);
      expect(await world.client.find(keyOf(good))).toBeUndefined();
    });

    test("of a kind that its own set defines changes nothing", async () => {
      const namespace = await createNamespace();
      const crd = cronTabs(namespace);
      const failure = await failureOf(apply([crd, cronTab(namespace, crd, { schedule: 7 })]));
      expect(failure.failures.map(({ object }) => object.kind)).toEqual(["CronTab"]);
      expect(await world.client.find(keyOf(crd))).toBeUndefined();
    });

    test("that can only be checked late is reported with what had been written by then", async () => {
      const namespace = uniqueName();
      const failure = await failureOf(apply([namespaceOf(namespace), mislabelled(namespace)]));
      expect(failure.message).toContain(`ConfigMap/${namespace}/bad dry-run failed (Invalid): `);
      expect(formatChanges(failure.changes)).toBe(`Namespace/${namespace} created`);
    });
  });
}
