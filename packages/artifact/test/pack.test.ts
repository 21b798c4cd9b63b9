import { gunzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { unpackTar } from "modern-tar";
import { test } from "vitest";
import { pack } from "./fixture.ts";

const files = { "README.md": "hello\n", "apps/web/a.yaml": "a", "apps/web/b.yaml": "", "bin/run": "#!/bin/sh\n" };

test("owners, times and modes are normalised, folders come before their files", async ({ expect }) => {
  const entries = await unpackTar(gunzipSync(await pack(files)), { strict: true });
  const seen = entries.map(({ header: { name, type, mode, size } }) => [name, type, mode?.toString(8), size]);
  expect(seen).toEqual([
    ["README.md", "file", "600", 6],
    ["apps/", "directory", "750", 0],
    ["apps/web/", "directory", "750", 0],
    ["apps/web/a.yaml", "file", "600", 1],
    ["apps/web/b.yaml", "file", "600", 0],
    ["bin/", "directory", "750", 0],
    ["bin/run", "file", "700", 10],
  ]);
  for (const { header } of entries) {
    expect(header).toMatchObject({ uid: 0, gid: 0, uname: "", gname: "", mtime: new Date(0) });
  }
});

test("equal files give equal bytes, also in the next version", async ({ expect }) => {
  const archive = await pack(files);
  expect(archive.equals(await pack(files))).toBe(true);
  // The compressed bytes depend on zlib, the ones below do not.
  expect(createHash("sha256").update(gunzipSync(archive)).digest("hex")).toMatchInlineSnapshot(
    `"776944b3939df4ffa5b6a02a446efa8b72b05e6125bc95ab5918101f624c5708"`,
  );
});

test("long and foreign names survive", async ({ expect }) => {
  const long = `${"folder/".repeat(40)}${"x".repeat(120)}.yaml`;
  const entries = await unpackTar(gunzipSync(await pack({ [long]: "x", "größe/日本": "y" })));
  expect(entries.filter(({ header }) => header.type === "file").map(({ header }) => header.name)).toEqual([
    long,
    "größe/日本",
  ]);
});

test("an empty tree is an archive", async ({ expect }) => {
  expect(await unpackTar(gunzipSync(await pack({})))).toEqual([]);
});

test.for([{ "b.yaml": "b", "a.yaml": "a" }, { "": "nameless" }])(
  "unsorted entries are refused",
  async (files, { expect }) => {
    await expect(pack(files)).rejects.toThrow(TypeError);
  },
);
