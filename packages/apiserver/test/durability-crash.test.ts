import { createApiServer, openDurableStore } from "@flux-ts/apiserver";
import { test } from "vitest";
import { startServerProcess, temporaryFolder } from "./support/durable.ts";
import { configMap, configMaps } from "./support/objects.ts";

const rounds = 3;
const writers = 16;
const objectsOfWriter = 5;
const writesBeforeKill = 300;
/** Small, so that logs are replaced by snapshots all the time. */
const logLimit = 32 * 1024;

/** What a client knows of an object: `data.count`, undefined when it is not there. */
interface Known {
  readonly acknowledged: number | undefined;
  /** Set while a write is under way: either may be true after a crash. */
  readonly wanted?: { readonly count: number | undefined };
}

interface Ledger {
  readonly objects: Map<string, Known>;
  newestVersion: number;
  count: number;
}

/** Writes objects of its own, one after the other, until the server is gone. */
async function write(url: string, writer: number, ledger: Ledger, onWritten: () => void): Promise<void> {
  for (let turn = 0; ; turn++) {
    const name = `w${writer}-${turn % objectsOfWriter}`;
    const { acknowledged } = ledger.objects.get(name) ?? { acknowledged: undefined };
    const count = turn % 7 === 6 && acknowledged !== undefined ? undefined : ++ledger.count;
    ledger.objects.set(name, { acknowledged, wanted: { count } });
    const body = JSON.stringify(configMap(name, { data: { count: String(count), filling: "x".repeat(200) } }));
    const path = `${url}${configMaps}${acknowledged === undefined ? "" : `/${name}`}`;
    const method = acknowledged === undefined ? "POST" : count === undefined ? "DELETE" : "PUT";
    try {
      const response = await fetch(path, { method, body: count === undefined ? null : body, headers });
      const answer = (await response.json()) as { readonly metadata?: { readonly resourceVersion?: string } };
      if (!response.ok) throw new RangeError(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      ledger.newestVersion = Math.max(ledger.newestVersion, Number(answer.metadata?.resourceVersion ?? 0));
    } catch (error) {
      if (error instanceof TypeError || error instanceof SyntaxError) return; // it is gone
      throw error;
    }
    ledger.objects.set(name, { acknowledged: count });
    onWritten();
  }
}

const headers = { "content-type": "application/json" };

/** Runs writers on a server and kills it in the middle. */
async function writeUntilKilled(folder: string, ledger: Ledger): Promise<void> {
  const server = await startServerProcess({ folder, logLimit });
  const enough = Promise.withResolvers<void>();
  let written = 0;
  const running = Array.from({ length: writers }, (_, writer) =>
    write(server.url, writer, ledger, () => {
      if (++written === writesBeforeKill) enough.resolve();
    }),
  );
  await Promise.race([enough.promise, Promise.all(running)]);
  await server.kill();
  await Promise.all(running);
}

/** What is wrong with the state in a folder, and the ledger brought in line with it. */
async function compare(folder: string, ledger: Ledger): Promise<readonly string[]> {
  const { store, damage } = await openDurableStore({ folder, logLimit });
  await using server = createApiServer({ store });
  const { body } = await server.transport().send({ method: "GET", path: configMaps });
  const { items, metadata } = body as unknown as {
    items: { metadata: { name: string }; data: { count: string } }[];
    metadata: { resourceVersion: string };
  };
  const stored = new Map(items.map(({ metadata: { name }, data }) => [name, Number(data.count)]));
  const problems = damage.filter(({ lost }) => lost).map(({ message }) => message);
  if (Number(metadata.resourceVersion) <= ledger.newestVersion) problems.push("a resource version is given out twice");
  for (const [name, { acknowledged, wanted }] of ledger.objects) {
    const count = stored.get(name);
    const possible = [acknowledged, ...(wanted ? [wanted.count] : [])];
    if (!possible.includes(count)) problems.push(`${name} is ${count}, not ${possible.join(" or ")}`);
    ledger.objects.set(name, { acknowledged: count });
  }
  return problems;
}

test(
  "acknowledged writes survive a process that is killed under load, again and again",
  { timeout: 60_000 },
  async ({ expect }) => {
    await using folder = await temporaryFolder();
    const ledger: Ledger = { objects: new Map(), newestVersion: 0, count: 0 };
    for (let round = 0; round < rounds; round++) {
      await writeUntilKilled(folder.path, ledger);
      expect(await compare(folder.path, ledger)).toEqual([]);
    }
  },
);
