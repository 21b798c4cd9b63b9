import { gzipSync } from "node:zlib";
import { createFileTree } from "@flux-ts/base";
import { loadChart, packageChart, readChartArchive, unpackChart, writeChartArchive } from "@flux-ts/helm-template";
import { test } from "vitest";

interface Entry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** As the format writes it: `0` is a file, `2` a symbolic link, `5` a folder. */
  readonly type?: string;
}

/** An archive as somebody writes it who keeps to no rules. */
function archiveOf(entries: readonly Entry[]): Uint8Array {
  return gzipSync(
    Buffer.concat([
      ...entries.flatMap(({ name, content = "", type = "0" }) => blocks(name, content, type)),
      Buffer.alloc(1024),
    ]),
  );
}

function blocks(name: string, content: string | Uint8Array, type: string): readonly Buffer[] {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write(`${body.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write(type, 156);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}

const chartYaml = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
const chart: Entry = { name: "c/Chart.yaml", content: chartYaml };
const template: Entry = { name: "c/templates/t.yaml", content: "a: 1\n" };

const hostile: Record<string, { entries: readonly Entry[]; want: string }> = {
  "absolute paths": { entries: [chart, { name: "/etc/x" }], want: '"/etc/x" is an absolute path' },
  "paths of Windows": { entries: [chart, { name: "C:\\x" }], want: '"C:\\\\x" is an absolute path' },
  "ways out": { entries: [chart, { name: "c/../../x" }], want: '"c/../../x" leads out of the chart' },
  "ways out with backslashes": {
    entries: [chart, { name: "c\\..\\x" }],
    want: '"c\\\\..\\\\x" leads out of the chart',
  },
  "symbolic links": {
    entries: [chart, { name: "c/l", type: "2" }],
    want: '"c/l" is a symlink; charts have files and folders only',
  },
  "hard links": {
    entries: [chart, { name: "c/l", type: "1" }],
    want: '"c/l" is a link; charts have files and folders only',
  },
  "names that come twice": { entries: [chart, template, template], want: '"c/templates/t.yaml" is in it twice' },
  nothing: { entries: [], want: "it has no files" },
};

test.for(Object.entries(hostile))("an archive with %s is refused", async ([, { entries, want }], { expect }) => {
  await expect(unpackChart(archiveOf(entries))).rejects.toThrow(
    expect.objectContaining({ name: "HelmError", code: "chart", message: `unable to load chart archive: ${want}` }),
  );
});

const limits = { maxBytes: 3000, maxFileBytes: 2000, maxEntries: 3 };
const tooMuch: Record<string, { entries: readonly Entry[]; want: string }> = {
  "a large file": {
    entries: [chart, { name: "c/b", content: "x".repeat(2001) }],
    want: '"c/b" is larger than 2000 bytes',
  },
  "large files": {
    entries: [chart, { name: "c/a", content: "x".repeat(1900) }, { name: "c/b", content: "x".repeat(1900) }],
    want: "its files are larger than 3000 bytes together",
  },
  "many entries": {
    entries: [chart, ...["a", "b", "d"].map((name) => ({ name: `c/${name}` }))],
    want: "it has more than 3 entries",
  },
};

test.for(Object.entries(tooMuch))("an archive with %s passes a limit", async ([, { entries, want }], { expect }) => {
  await expect(readChartArchive(archiveOf(entries), limits)).rejects.toThrow(`unable to load chart archive: ${want}`);
});

test("a bomb is given up where it passes the limit", async ({ expect }) => {
  const zeros = new Uint8Array(4 * 1024 * 1024);
  const bomb = archiveOf([
    chart,
    ...Array.from({ length: 30 }, (_, index) => ({ name: `c/${index}`, content: zeros })),
  ]);
  expect(bomb.length).toBeLessThan(1024 * 1024);
  await expect(unpackChart(bomb)).rejects.toThrow("its files are larger than 104857600 bytes together");
});

test.for(["hello", ""])("%j is no archive", async (text, { expect }) => {
  await expect(unpackChart(new TextEncoder().encode(text))).rejects.toThrow(
    /^unable to load chart archive: it is no gzipped tar archive/,
  );
});

test("an archive that ends early is none", async ({ expect }) => {
  const whole = archiveOf([chart, template]);
  await expect(unpackChart(whole.subarray(0, whole.length / 2))).rejects.toThrow("it is no gzipped tar archive");
});

test("an archive without Chart.yaml is no chart", async ({ expect }) => {
  await expect(unpackChart(archiveOf([template]))).rejects.toThrow(
    "unable to detect chart version, no Chart.yaml found",
  );
});

test("what is packed is unpacked again, archives of subcharts too, and equal charts have equal archives", async ({
  expect,
}) => {
  const child = archiveOf([{ name: "s/Chart.yaml", content: chartYaml.replace("name: c", "name: s") }]);
  const files = {
    "Chart.yaml": `${chartYaml}dependencies: [{name: s, version: 0.1.0}]\n`,
    "templates/t.yaml": "a: 1\n",
    "files/empty": "",
  };
  const packed = archiveOf([
    ...Object.entries(files).map(([name, content]) => ({ name: `c/${name}`, content })),
    { name: "c/charts/s-0.1.0.tgz", content: child },
  ]);
  const unpacked = await unpackChart(packed);
  expect(unpacked.dependencies.map(({ metadata }) => metadata.name)).toEqual(["s"]);
  const written = await writeChartArchive(packageChart(unpacked));
  expect(await writeChartArchive(packageChart(unpacked))).toEqual(written);
  expect((await readChartArchive(written)).map(({ path }) => path)).toEqual([
    "c/Chart.yaml",
    "c/templates/t.yaml",
    "c/files/empty",
    "c/charts/s/Chart.yaml",
  ]);
  expect((await unpackChart(written)).templates).toEqual(
    loadChart(createFileTree({ ...files, "Chart.yaml": chartYaml })).templates,
  );
});
