import { test } from "vitest";
import { ObjectCache } from "../../src/loop/object-cache.ts";
import { app, type App } from "./world.ts";

const labels = (object: App): readonly string[] => Object.values(object.metadata.labels ?? {});

function version(resourceVersion: string, change: { uid?: string; labels?: { [name: string]: string } } = {}): App {
  return app("web", { metadata: { uid: "u1", resourceVersion, ...change } });
}

const order = {
  "a newer state replaces an older one": { held: version("9"), put: version("10"), want: "10" },
  "an older state does not": { held: version("10"), put: version("9"), want: "10" },
  "versions may have more digits than a number holds": {
    held: version("90071992547409931"),
    put: version("90071992547409930"),
    want: "90071992547409931",
  },
  "an object made anew replaces the one that is gone": {
    held: version("10"),
    put: version("9", { uid: "u2" }),
    want: "9",
  },
};
test.for(Object.entries(order))("%s", ([, { held, put, want }], { expect }) => {
  const cache = new ObjectCache<App>();
  cache.put(held);
  cache.put(put);
  expect(cache.get("web", "team")?.metadata.resourceVersion).toBe(want);
});

test("what a write answers counts only while the object is there", ({ expect }) => {
  const cache = new ObjectCache<App>();
  cache.update(version("5"));
  expect([...cache.list()]).toEqual([]);
  cache.put(version("5"));
  cache.update(version("6", { uid: "u2" }));
  expect(cache.get("web", "team")?.metadata.resourceVersion).toBe("5");
  cache.update(version("6"));
  expect(cache.get("web", "team")?.metadata.resourceVersion).toBe("6");
  cache.delete("team/web");
  cache.delete("team/web");
  expect(cache.get("web", "team")).toBeUndefined();
});

test("an index follows every state of an object", ({ expect }) => {
  const cache = new ObjectCache<App>({ labels });
  const found = (): readonly number[] => ["a", "b", "__proto__"].map((value) => cache.byIndex("labels", value).length);
  cache.put(version("1", { labels: { one: "a", two: "b" } }));
  expect(found()).toEqual([1, 1, 0]);
  cache.put(version("2", { labels: { one: "b", two: "__proto__" } }));
  expect(found()).toEqual([0, 1, 1]);
  cache.delete("team/web");
  expect(found()).toEqual([0, 0, 0]);
});
