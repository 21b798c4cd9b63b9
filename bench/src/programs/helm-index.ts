// Reads the index file of a chart repository as it arrives, and prints what is kept. Input: how large it is, and whether one
// chart is wanted of it or all.
import { readIndex } from "@flux-ts/helm-template";
import { programInput } from "./run.ts";

const versionsOfChart = 200;
const { megabytes, charts } = programInput() as { readonly megabytes: number; readonly charts?: readonly string[] };
void print();

async function print(): Promise<void> {
  const index = await readIndex(indexFile(megabytes * 1e6), charts === undefined ? {} : { charts });
  console.log(
    JSON.stringify({ charts: index.charts.length, newest: index.versionsOf("chart-7")[0]?.metadata.version }),
  );
}

/** An index as Helm writes it, never whole in memory. */
async function* indexFile(bytes: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode("apiVersion: v1\nentries:\n");
  for (let written = 0, chart = 0; written < bytes; chart++) {
    const text = `  chart-${chart}:\n${Array.from({ length: versionsOfChart }, (_, minor) => entry(chart, minor)).join("")}`;
    written += text.length;
    yield encoder.encode(text);
  }
  yield encoder.encode('generated: "2026-01-01T00:00:00Z"\n');
}

function entry(chart: number, minor: number): string {
  const name = `chart-${chart}`;
  return `  - apiVersion: v2
    appVersion: 1.${minor}.0
    created: "2026-01-01T00:00:00Z"
    dependencies:
    - condition: redis.enabled
      name: redis
      repository: https://charts.example.com
      version: 18.x.x
    description: A chart that deploys ${name} and everything that belongs to it
    digest: ${minor.toString(16).padStart(64, "0")}
    home: https://example.com/${name}
    keywords: [web, ${name}]
    maintainers:
    - email: team@example.com
      name: team
    name: ${name}
    sources:
    - https://example.com/${name}/source
    type: application
    urls:
    - https://charts.example.com/${name}-1.${minor}.0.tgz
    version: 1.${minor}.0
`;
}
