import { createMetrics } from "@flux-ts/controller";
import { Registry } from "prom-client";
import { test } from "vitest";

test("a gauge shows what was set, until the series of a label are removed", async ({ expect }) => {
  const registry = new Registry();
  const gauge = createMetrics({ registry }).gauge("fights", "Fights.", ["name", "field"]);
  gauge.set({ name: "apps", field: "a" }, 3);
  gauge.set({ name: "apps", field: "b" }, 4);
  gauge.set({ name: "infra", field: "a" }, 5);
  gauge.set({ name: "infra", field: "a" }, 6);
  gauge.remove({ name: "apps" });
  const lines = (await registry.metrics()).split("\n").filter((line) => line.startsWith("fights"));
  expect(lines).toEqual(['fights{name="infra",field="a"} 6']);
});
