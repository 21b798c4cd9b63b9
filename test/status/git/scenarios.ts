import type { GitStage } from "./stage.ts";

/** What befalls a GitRepository, up to the state that is then observed. Names are those of objects, too. */
export const gitScenarios: { readonly [name: string]: (stage: GitStage) => Promise<void> } = {
  stored: async (stage) => {
    await storeOne(stage);
  },
  "new-revision": async (stage) => {
    await storeOne(stage);
    await stage.commit({ "b.txt": "b" });
    await stage.request("now");
  },
  "nothing-new": async (stage) => {
    await storeOne(stage);
    await stage.request("now");
  },
  "ignore-edited": async (stage) => {
    await storeOne(stage);
    await stage.change({ spec: { ignore: "/*.md\n" } });
    await stage.until((object) => object?.status?.observedGeneration === 2);
  },
  "interval-edited": async (stage) => {
    await storeOne(stage);
    await stage.change({ spec: { interval: "20m" } });
    await stage.until((object) => object?.status?.observedGeneration === 2);
  },
  "branch-missing": async (stage) => {
    await stage.commit();
    await stage.create({ ref: { branch: "nowhere" } });
    await stage.untilFailed();
  },
  "branch-missing-after-success": async (stage) => {
    await storeOne(stage);
    await stage.change({ spec: { ref: { branch: "nowhere" } } });
    await stage.untilFailed();
  },
  "branch-mended": async (stage) => {
    await stage.commit();
    await stage.create({ ref: { branch: "nowhere" } });
    await stage.untilFailed();
    await stage.change({ spec: { ref: { branch: "main" } } });
    await stage.untilReady();
  },
  "no-version": async (stage) => {
    await stage.commit();
    await stage.create({ ref: { semver: ">=1.0.0" } });
    await stage.untilFailed();
  },
  "repository-missing": async (stage) => {
    await stage.create();
    await stage.untilFailed();
  },
  "secret-missing": async (stage) => {
    await stage.commit();
    await stage.create({ secretRef: { name: "missing" } });
    await stage.untilFailed();
  },
  "include-missing": async (stage) => {
    await stage.commit();
    await stage.create({ include: [{ repository: { name: "missing" } }] });
    await stage.untilFailed();
  },
  suspended: async (stage) => {
    await storeOne(stage);
    await stage.change({ spec: { suspend: true } });
    await stage.until((object) => object?.status?.observedGeneration === 2);
  },
  deleted: async (stage) => {
    await storeOne(stage);
    await stage.delete();
  },
};

async function storeOne(stage: GitStage): Promise<void> {
  await stage.commit();
  await stage.create();
  await stage.untilReady();
}
