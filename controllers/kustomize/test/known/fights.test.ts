import { describe, test } from "vitest";
import { Fights } from "../../src/known/fights.ts";

const minute = 60_000;
const loss = { field: ".spec.replicas", manager: "autoscaler" };

/** Corrections at these times, in minutes; gives for how many minutes the next one is put off then. */
function pausesAfter(times: readonly number[], intervalMs = 10 * minute): readonly number[] {
  const fights = new Fights();
  return times.map((time) => {
    const now = time * minute;
    fights.note("apps", { id: "web", losses: [loss], now, intervalMs });
    const [fight] = fights.of("apps", now);
    return fight === undefined ? 0 : (fight.until - now) / minute;
  });
}

const cases: Record<string, { times: readonly number[]; intervalMs?: number; want: readonly number[] }> = {
  "twice is no fight": { times: [0, 1], want: [0, 0] },
  "three times in ten minutes is one": { times: [0, 4, 9], want: [0, 0, 0.5] },
  "three times in more than ten minutes is none": { times: [0, 6, 11], want: [0, 0, 0] },
  "the pause doubles up to the interval": { times: [0, 1, 2, 3, 5, 8, 13, 22], want: [0, 0, 0.5, 1, 2, 4, 8, 10] },
  "a short interval bounds the pause": { times: [0, 1, 2, 3], intervalMs: minute, want: [0, 0, 0.5, 1] },
  "ten quiet minutes after the pause end the fight": { times: [0, 1, 2, 13, 14], want: [0, 0, 0.5, 0, 0] },
};

test.for(Object.entries(cases))("%s", ([, { times, intervalMs, want }], { expect }) => {
  expect(pausesAfter(times, intervalMs)).toEqual(want);
});

describe("a fight", () => {
  test("is about one object, and holds only that", ({ expect }) => {
    const fights = new Fights();
    for (const now of [0, 1, 2]) fights.note("apps", { id: "web", losses: [loss], now, intervalMs: minute });
    expect(fights.isHeld("apps", "web", 3)).toBe(true);
    expect(fights.isHeld("apps", "other", 3)).toBe(false);
    expect(fights.isHeld("others", "web", 3)).toBe(false);
    expect(fights.isHeld("apps", "web", minute)).toBe(false);
  });

  test("is told once, when it begins", ({ expect }) => {
    const fights = new Fights();
    const told = [0, 1, 2, 3].map(
      (now) => fights.note("apps", { id: "web", losses: [loss], now, intervalMs: minute }).length,
    );
    expect(told).toEqual([0, 0, 1, 0]);
  });

  test("needs the same field and the same manager", ({ expect }) => {
    const fights = new Fights();
    const losses = [loss, { ...loss, manager: "kubectl" }, { ...loss, field: ".spec.paused" }];
    losses.forEach((one, now) => fights.note("apps", { id: "web", losses: [one], now, intervalMs: minute }));
    expect(fights.of("apps", 3)).toEqual([]);
  });
});
