import { conditionIs } from "@flux-ts/controller";
import { test } from "vitest";
import { createCluster, kustomizationKey } from "./cluster.ts";

const revision = "main@sha1:1111";

test("two Kustomizations that hold the same object say so instead of taking it from each other for ever", async ({
  expect,
}) => {
  await using cluster = await createCluster();
  await cluster.publish(revision, {
    "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: '1'}\n",
  });
  const names = ["one", "two"];
  for (const name of names) await cluster.create(name);
  for (const name of names) {
    const object = await cluster.until(kustomizationKey(name), (seen) =>
      conditionIs(seen?.status?.conditions, "DriftRecurring", "True"),
    );
    expect(conditionIs(object?.status?.conditions, "Ready", "True")).toBe(true);
    expect(object?.status?.conditions?.find(({ type }) => type === "DriftRecurring")?.message).toMatch(
      /^ConfigMap\/default\/a: \.metadata\.labels\.kustomize\.toolkit\.fluxcd\.io\/name is taken by "kustomize-controller"/,
    );
  }
  const applies = cluster.requests.filter((request) => request.startsWith("apply"));
  // Once to create it, and three quick corrections each.
  expect(applies.length).toBeLessThanOrEqual(2 + 2 * 3);
});
