import { readIndex, selectVersion } from "@flux-ts/helm-template";
import { test } from "vitest";

/** A stream that cuts the text wherever it likes. */
async function* stream(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const version = (number: string) =>
  `  - apiVersion: v2\n    name: app\n    version: ${number}\n    urls: [app-${number}.tgz]\n    description: |\n      Ünï\n\n      code\n`;
const block = `apiVersion: v1\nentries:\n  app:\n${["1.0.0", "1.10.0", "1.9.0", "2.0.0-rc.1", "bad"].map(version).join("")}  other:\n  - {name: other, version: 0.1.0}\ngenerated: "2026-01-01T00:00:00Z"\n`;
const json = JSON.stringify({
  apiVersion: "v1",
  entries: {
    app: ["1.0.0", "1.10.0"].map((number) => ({ name: "app", version: number, urls: [`app-${number}.tgz`] })),
  },
});

const versions: Record<string, { text: string; constraint?: string; want: string }> = {
  "the newest that is no prerelease": { text: block, want: "app-1.10.0.tgz" },
  "the newest of a range": { text: block, constraint: "<1.10", want: "app-1.9.0.tgz" },
  "a prerelease that is named": { text: block, constraint: "2.0.0-rc.1", want: "app-2.0.0-rc.1.tgz" },
  "out of JSON": { text: json, constraint: "^1.0.0", want: "app-1.10.0.tgz" },
  "with lists that are indented": { text: block.replaceAll(/^( {2}- | {4})/gm, "  $1"), want: "app-1.10.0.tgz" },
};

test.for(Object.entries(versions))("selects %s", async ([, { text, constraint, want }], { expect }) => {
  const index = await readIndex(stream(text));
  expect(selectVersion(index, "app", constraint).urls).toEqual([want]);
});

test("versions come newest first, without those that are none", async ({ expect }) => {
  const index = await readIndex(stream(block));
  expect(index.versionsOf("app").map(({ metadata }) => metadata.version)).toEqual([
    "2.0.0-rc.1",
    "1.10.0",
    "1.9.0",
    "1.0.0",
  ]);
  expect(index.versionsOf("app")[0]?.metadata.description).toBe("Ünï  code ");
});

test("only the charts that are wanted are kept", async ({ expect }) => {
  expect((await readIndex(stream(block), { charts: ["other"] })).charts).toEqual(["other"]);
});

const faults: Record<string, { text: string; want: string }> = {
  "without a version of its own": { text: "entries: {}\n", want: "no API version specified" },
  "without content": { text: "", want: "empty index.yaml file" },
  "that is no YAML": { text: "apiVersion: [\n", want: "error converting YAML to JSON: yaml: " },
};

test.for(Object.entries(faults))("refuses an index %s", async ([, { text, want }], { expect }) => {
  await expect(readIndex(stream(text))).rejects.toThrow(want);
});

test("a chart or version that is not there is an error", async ({ expect }) => {
  const index = await readIndex(stream(block));
  expect(() => selectVersion(index, "nope")).toThrow("no chart name found");
  expect(() => selectVersion(index, "app", ">3")).toThrow("no chart version found for app->3");
});
