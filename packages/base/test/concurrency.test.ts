import { test } from "vitest";
import { mapConcurrently } from "@flux-ts/base";

test("results keep the order of the items, with no more calls at once than allowed", async ({ expect }) => {
  let underWay = 0;
  let most = 0;
  const results = await mapConcurrently([3, 1, 2, 0], 2, async (turns) => {
    most = Math.max(most, ++underWay);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    underWay -= 1;
    return turns * 10;
  });
  expect(results).toEqual([30, 10, 20, 0]);
  expect(most).toBe(2);
});

test("after a failure nothing further is started", async ({ expect }) => {
  const started: number[] = [];
  const run = mapConcurrently([1, 2, 3, 4], 1, async (item) => {
    started.push(item);
    if (item === 2) throw new RangeError("two");
  });
  await expect(run).rejects.toThrow("two");
  expect(started).toEqual([1, 2]);
});
