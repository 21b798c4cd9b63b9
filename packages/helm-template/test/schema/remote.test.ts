import { createFileTree } from "@flux-ts/base";
import { lintChart, loadChart, readChartFolder, renderRelease, renderReleaseWithLookups } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";

const ports = nodePorts();
const release = { name: "r", namespace: "n" };
const head = "values don't meet the specifications of the schema(s) in the following chart(s):\nc:\n";

const treeOf = (schema: object) =>
  createFileTree({
    "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
    "values.yaml": "a: 1\n",
    "values.schema.json": JSON.stringify(schema),
    "templates/t.yaml": 'v: {{ lookup "v1" "Secret" "n" "s" | toJson }}\n',
  });

/** Schemas that lie beside each other, and what was asked for. */
function web(schemas: { readonly [url: string]: string }) {
  const asked: string[] = [];
  const schema = async (url: string) => {
    asked.push(url);
    const text = schemas[url];
    if (text === undefined) throw new Error(`HTTP request to ${url} returned status 404 (Not Found)`);
    return text;
  };
  return { asked, schema };
}

const messageOf = (run: Promise<unknown>) =>
  run.then(
    () => "",
    (error: Error) => error.message.replace(head, "").trimEnd(),
  );

const web1 = {
  "https://x.io/s.json": '{"properties": {"a": {"$ref": "t.json#/$defs/text"}}}',
  "https://x.io/t.json": '{"$defs": {"text": {"type": "string"}}}',
  "https://x.io/bad": "type: object",
  "https://x.io/wrong": '{"type": 5}',
  "https://x.io/self": '{"$schema": "https://x.io/self"}',
};

// What Helm 4.2.4 says.
const cases: Record<string, { schema: object; want: string; asked: readonly string[] }> = {
  "schemas that refer to others are followed": {
    schema: { $ref: "https://x.io/s.json" },
    want: "- at '/a': got number, want string",
    asked: ["https://x.io/s.json", "https://x.io/t.json"],
  },
  "parts of others are found by pointers": {
    schema: { properties: { a: { $ref: "https://x.io/t.json#/$defs/text" } } },
    want: "- at '/a': got number, want string",
    asked: ["https://x.io/t.json"],
  },
  "what is not there is told": {
    schema: { $ref: "https://x.io/none" },
    want: 'failing loading "https://x.io/none": HTTP request to https://x.io/none returned status 404 (Not Found)',
    asked: ["https://x.io/none"],
  },
  "what is no JSON is told": {
    schema: { $ref: "https://x.io/bad" },
    want: "failing loading \"https://x.io/bad\": invalid character 'y' in literal true (expecting 'r')",
    asked: ["https://x.io/bad"],
  },
  "pointers into nowhere are told": {
    schema: { $ref: "https://x.io/t.json#/no" },
    want: 'json-pointer in "https://x.io/t.json#/no" not found',
    asked: ["https://x.io/t.json"],
  },
  "names are never fetched": { schema: { $ref: "urn:x:y" }, want: "", asked: [] },
  "files are never read": {
    schema: { $ref: "file:///etc/hostname" },
    want: 'failing loading "file:///etc/hostname": open /etc/hostname: no such file or directory',
    asked: [],
  },
  "neighbours of the schema are files": {
    schema: { $ref: "other.json" },
    want: 'failing loading "file:///other.json": open /other.json: no such file or directory',
    asked: [],
  },
  "other schemes are not known": {
    schema: { $ref: "ftp://x.io/s" },
    want: 'failing loading "ftp://x.io/s": no URLLoader registered for "ftp://x.io/s"',
    asked: [],
  },
  "a language that is its own is none": {
    schema: { $schema: "https://x.io/self" },
    want: 'draft "https://x.io/self" is not supported',
    asked: ["https://x.io/self"],
  },
};

test.for(Object.entries(cases))("%s", async ([, { schema, want, asked }], { expect }) => {
  const remote = web(web1);
  const run = renderReleaseWithLookups(loadChart(treeOf(schema)), { release, ports }, remote);
  expect(await messageOf(run)).toBe(want);
  expect(remote.asked).toEqual(asked);
});

test("what is fetched is checked to be a schema", async ({ expect }) => {
  const chart = loadChart(treeOf({ $ref: "https://x.io/wrong" }));
  const message = await messageOf(renderReleaseWithLookups(chart, { release, ports }, web(web1)));
  expect(message).toMatch(
    /^"https:\/\/x\.io\/wrong#" is not valid against metaschema: jsonschema validation failed with '.*2020-12\/schema#'/,
  );
});

test("nothing is fetched unless somebody is there for it", async ({ expect }) => {
  const tree = treeOf({ $ref: "https://x.io/s.json" });
  const want =
    'failing loading "https://x.io/s.json": HTTP request failed for https://x.io/s.json: schemas at other addresses are not ' +
    "fetched here";
  expect(() => renderRelease(loadChart(tree), { release, ports })).toThrow(want);
  expect(await messageOf(renderReleaseWithLookups(loadChart(tree), { release, ports }, {}))).toBe(want);
  expect(lintChart(readChartFolder(tree), { ports }).map(({ text }) => text)).toContain(`${want}\n`);
});

test("schemas that always refer to a further one are stopped", async ({ expect }) => {
  let count = 0;
  const schema = async () => `{"$ref": "https://x.io/${++count}"}`;
  const chart = loadChart(treeOf({ $ref: "https://x.io/0" }));
  const message = await messageOf(renderReleaseWithLookups(chart, { release, ports }, { schema }));
  expect(message).toMatch(/^failing loading "https:\/\/x\.io\/100": schemas at more than 100 addresses are asked for$/);
});

test("schemas and lookups come together, and a chart sees what is new at an address", async ({ expect }) => {
  const chart = loadChart(treeOf({ $ref: "https://x.io/s" }));
  const render = (type: string) =>
    renderReleaseWithLookups(
      chart,
      { release, ports },
      {
        lookup: async () => ({ found: true }),
        schema: async () => `{"properties": {"a": {"type": "${type}"}}}`,
      },
    );
  expect((await render("number")).manifest).toContain('v: {"found":true}');
  expect(await messageOf(render("boolean"))).toBe("- at '/a': got number, want boolean");
});
