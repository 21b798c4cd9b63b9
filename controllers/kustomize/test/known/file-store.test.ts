import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@flux-ts/base";
import { describe, test } from "vitest";
import { openSetStore } from "../../src/known/file-store.ts";
import type { KnownSet, SetStore } from "../../src/known/sets.ts";

const set = (digest: string): KnownSet => ({
  settings: "s",
  artifact: "sha256:a",
  closure: { files: ["a.yaml"], folders: [""], missing: ["kustomization.yaml"] },
  closureDigest: "c",
  digest,
  objects: [],
  verifiedAt: 1,
});

interface Folder extends AsyncDisposable {
  readonly path: string;
  open(version?: string): SetStore;
}

async function createFolder(): Promise<Folder> {
  const path = join(await mkdtemp(join(tmpdir(), "flux-known-")), "known");
  return {
    path,
    open: (version = "1") => {
      const store = openSetStore({ folder: path, version, log: silentLog });
      if (!store) throw new Error("The store could not be opened");
      return store;
    },
    [Symbol.asyncDispose]: () => rm(join(path, ".."), { recursive: true, force: true }),
  };
}

function contentOf(store: SetStore): readonly string[] {
  const content = [...store.load()].map(([owner, { digest }]) => `${owner}=${digest}`).sort();
  store.close();
  return content;
}

describe("what is kept on disk", () => {
  test("is what was saved last, without what was forgotten", async ({ expect }) => {
    await using folder = await createFolder();
    const store = folder.open();
    for (const [owner, digest] of [
      ["a", "1"],
      ["b", "1"],
      ["a", "2"],
    ] as const)
      store.save(owner, set(digest));
    store.save("c", set("1"));
    store.save("c", undefined);
    store.close();
    expect(contentOf(folder.open())).toEqual(["a=2", "b=1"]);
    const again = folder.open();
    again.save("b", undefined);
    again.close();
    expect(contentOf(folder.open())).toEqual(["a=2"]);
  });

  test("of another version is not read", async ({ expect }) => {
    await using folder = await createFolder();
    const store = folder.open("1");
    store.save("a", set("1"));
    store.close();
    expect(contentOf(folder.open("2"))).toEqual([]);
  });

  test("is made anew when it is damaged", async ({ expect }) => {
    await using folder = await createFolder();
    const store = folder.open();
    store.save("a", set("1"));
    store.close();
    await writeFile(join(folder.path, "applied.sqlite"), "this is no database, however long one looks at it");
    const mended = folder.open();
    mended.save("b", set("1"));
    mended.close();
    expect(contentOf(folder.open())).toEqual(["b=1"]);
  });

  test("is done without where there is no folder to be had", async ({ expect }) => {
    await using folder = await createFolder();
    const file = join(folder.path, "..", "file");
    await writeFile(file, "");
    expect(openSetStore({ folder: join(file, "known"), version: "1", log: silentLog })).toBeUndefined();
  });
});
