import { mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openTree, unpackArchive, unpackToFolder } from "@flux-ts/artifact";
import type { UnpackLimits } from "@flux-ts/artifact";
import type { TarEntry } from "modern-tar";
import { test } from "vitest";
import { createFolder, pack, packRaw, textsOf } from "./fixture.ts";

const files = { "README.md": "hello\n", "apps/web/a.yaml": "a", "bin/run": "#!/bin/sh\n" };

test("an archive becomes a tree in memory", async ({ expect }) => {
  const tree = await unpackArchive(await pack(files));
  expect(textsOf(tree)).toEqual(files);
  expect(tree.readDir("apps")).toEqual([{ name: "web", kind: "dir" }]);
  expect(tree.readFile("apps")).toBeUndefined();
});

test("an archive becomes a folder, which opens as the same tree", async ({ expect }) => {
  await using folder = await createFolder();
  const target = join(folder.path, "tree");
  await unpackToFolder(await pack(files), target);
  expect(textsOf(openTree(target))).toEqual(files);
  expect((await stat(join(target, "bin/run"))).mode & 0o777).toBe(0o700);
});

test("a name like __proto__ is a name", async ({ expect }) => {
  const tree = await unpackArchive(await packRaw([file("__proto__", "x")]));
  expect(tree.readDir("")).toEqual([{ name: "__proto__", kind: "file" }]);
});

test("archives of other programs are read: a root entry, ./ before names", async ({ expect }) => {
  const tree = await unpackArchive(await packRaw([folder("./"), folder("./a/"), file("./a/b", "x")]));
  expect(textsOf(tree)).toEqual({ "a/b": "x" });
});

function file(name: string, body: string): TarEntry {
  return { header: { name, size: Buffer.byteLength(body) }, body };
}

function folder(name: string): TarEntry {
  return { header: { name, size: 0, type: "directory" } };
}

function special(type: "symlink" | "link" | "character-device" | "block-device" | "fifo", linkname = ""): TarEntry {
  return { header: { name: "x", size: 0, type, linkname } };
}

const refused: Record<string, { entries: readonly TarEntry[]; message: string }> = {
  "an absolute path": { entries: [file("/etc/passwd", "x")], message: 'the unsafe name "/etc/passwd"' },
  "a parent folder": { entries: [file("../x", "x")], message: 'the unsafe name "../x"' },
  "a parent folder within a path": { entries: [file("a/../../x", "x")], message: "the unsafe name" },
  "a folder above the root": { entries: [folder("../x/")], message: "the unsafe name" },
  "a path of another system": { entries: [file("a\\b", "x")], message: "the unsafe name" },
  "a symbolic link, also one within": { entries: [special("symlink", "y")], message: "is a symlink" },
  "a hard link": { entries: [special("link", "/etc/passwd")], message: "is a link" },
  "a character device": { entries: [special("character-device")], message: "is a character-device" },
  "a block device": { entries: [special("block-device")], message: "is a block-device" },
  "a pipe": { entries: [special("fifo")], message: "is a fifo" },
  "a file twice": { entries: [file("a", "x"), file("a", "y")], message: '"a" is there twice' },
  "a file where a folder is": { entries: [file("a/b", "x"), file("a", "y")], message: '"a" is there twice' },
  "a folder where a file is": { entries: [file("a", "x"), file("a/b", "y")], message: '"a/b" is there twice' },
};
test.for(Object.entries(refused))("%s is refused", async ([, { entries, message }], { expect }) => {
  await using target = await createFolder();
  const archive = await packRaw(entries);
  const want = { code: "invalid-archive", message: expect.stringContaining(message) };
  await expect(unpackArchive(archive)).rejects.toMatchObject(want);
  await expect(unpackToFolder(archive, join(target.path, "tree"))).rejects.toMatchObject(want);
});

const limited: Record<string, { limits: UnpackLimits; message: string }> = {
  bytes: { limits: { maxBytes: 10 }, message: "archive holds more than 10 bytes" },
  entries: { limits: { maxEntries: 3 }, message: "archive holds more than 3 entries" },
};
test.for(Object.entries(limited))("more %s than allowed are refused", async ([, { limits, message }], { expect }) => {
  await expect(unpackArchive(await pack(files), limits)).rejects.toMatchObject({ code: "too-large", message });
});

test("a bomb is refused before it is in memory", async ({ expect }) => {
  const archive = await packRaw([file("zeros", "\0".repeat(4_000_000))]);
  expect(archive.length).toBeLessThan(10_000);
  await expect(unpackArchive(archive, { maxBytes: 1_000_000 })).rejects.toMatchObject({ code: "too-large" });
});

const broken: Record<string, () => Promise<Uint8Array>> = {
  "bytes that are no gzip": async () => Buffer.from("hello"),
  "gzip that is no tar": async () => gzipSync(Buffer.alloc(2048, "x")),
  "half an archive": async () => (await pack(files)).subarray(0, 100),
};
test.for(Object.entries(broken))("%s are refused", async ([, archive], { expect }) => {
  await expect(unpackArchive(await archive())).rejects.toMatchObject({ code: "invalid-archive" });
});

test("links of a folder are followed within it only", async ({ expect }) => {
  await using outer = await createFolder();
  const root = join(outer.path, "tree");
  await mkdir(join(root, "real"), { recursive: true });
  await writeFile(join(outer.path, "secret"), "secret");
  await writeFile(join(root, "real", "x"), "x");
  await symlink("real", join(root, "inside"));
  await symlink("real/x", join(root, "file"));
  await symlink("../secret", join(root, "outside"));
  await symlink("nowhere", join(root, "broken"));
  const tree = openTree(root);
  expect(textsOf(tree)).toEqual({ file: "x", "inside/x": "x", "real/x": "x" });
  expect([tree.readFile("outside"), tree.readFile("broken"), tree.readDir("nope"), tree.readDir("file")]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
