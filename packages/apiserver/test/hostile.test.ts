import { connect as connectTcp } from "node:net";
import type { Socket } from "node:net";
import { createApiServer } from "@flux-ts/apiserver";
import type { ListenOptions } from "@flux-ts/apiserver";
import { describe, test } from "vitest";
import { configMap, configMaps, foo, fooDefinition, definitions, foos } from "./support/objects.ts";

const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

interface Victim extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  send(method: string, path: string, body?: string, type?: string): Promise<{ status: number; message: string }>;
  /** Whether others are served. */
  lives(): Promise<boolean>;
}

async function startVictim(options: ListenOptions = {}): Promise<Victim> {
  const server = createApiServer({ controllers: false });
  const { url } = await server.listen({ identity: { user: "admin", groups: ["system:masters"] }, ...options });
  const send: Victim["send"] = async (method, path, body, type = "application/json") => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body !== undefined && { body, headers: { "content-type": type } }),
    });
    const text = await response.text();
    return {
      status: response.status,
      message: (text.startsWith("{") ? (JSON.parse(text) as { message?: string }).message : text) ?? "",
    };
  };
  const victim = {
    url,
    port: Number(new URL(url).port),
    send,
    lives: async () => (await send("GET", "/api/v1/namespaces/default")).status === 200,
    [Symbol.asyncDispose]: () => server.close(),
  };
  await send("POST", definitions, JSON.stringify(fooDefinition(open)));
  await send("POST", foos, JSON.stringify(foo("victim", { x: { k: "v".repeat(1000) } })));
  await send("POST", configMaps, JSON.stringify(configMap("victim", { data: { a: "b" } })));
  return victim;
}

const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const fooText = (extra: string): string =>
  `{"apiVersion":"example.com/v1","kind":"Foo","metadata":{"name":"a"},"x":${extra}}`;
const copies = (count: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, n) => ({ op: "copy", from: "/x", path: `/x/c${n}` })));
const bombLevels = [
  "&b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]",
  "&c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]",
  "&d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]",
  "&e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]",
  "&f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]",
  "[*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]",
];
const aliasBomb = `apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: a}\nz: &a [x,x,x,x,x,x,x,x,x,x]\n${bombLevels.map((level, n) => `y${n}: ${level}\n`).join("")}`;
const wide = (count: number): string => `{${Array.from({ length: count }, (_, n) => `"k${n}":{}`).join(",")}}`;

const bodies: Record<
  string,
  { method?: string; path?: string; type?: string; body: string; status: number; message?: string | RegExp }
> = {
  "a body that is too large": {
    body: fooText(JSON.stringify("x".repeat(4 * 1024 * 1024))),
    status: 413,
    message: "Request entity too large: limit is 3145728",
  },
  "an object that is too large to be kept": {
    body: fooText(JSON.stringify("x".repeat(2_000_000))),
    status: 500,
    message: "etcdserver: request is too large",
  },
  "JSON that is too deep": { body: fooText(deep(20_000)), status: 400, message: /exceeded max depth/ },
  "JSON that is so deep that nothing but brackets fits": { body: "[".repeat(3_000_000), status: 400 },
  "JSON as deep as is allowed is kept": { body: fooText(deep(900)), status: 201 },
  "a deep apply": {
    method: "PATCH",
    path: `${foos}/deep?fieldManager=m`,
    type: "application/apply-patch+yaml",
    body: `{"apiVersion":"example.com/v1","kind":"Foo","metadata":{"name":"deep"},"x":${'{"a":'.repeat(900)}1${"}".repeat(900)}}`,
    status: 201,
  },
  "YAML that is too deep": {
    body: `apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: a}\nx: ${deep(20_000)}`,
    type: "application/yaml",
    status: 400,
    message: /exceeded max depth/,
  },
  "YAML whose aliases grow": { body: aliasBomb, type: "application/yaml", status: 400, message: /excessive aliasing/ },
  "numbers that are none": { body: fooText("1e999"), status: 400, message: /cannot unmarshal number 1e999/ },
  "a very wide object": { body: fooText(wide(30_000)), status: 201 },
  "keys with a meaning to JavaScript": {
    body: fooText('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":2}'),
    status: 201,
  },
  "labels with such keys": {
    path: configMaps,
    body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"__proto__":"x"},"annotations":{"__proto__":"x"}},"data":{"__proto__":"x"}}',
    status: 422,
  },
  "bytes that are no text": { body: "\u0000\uffff{", status: 400 },
  "a JSON patch that copies": {
    method: "PATCH",
    path: `${foos}/victim`,
    type: "application/json-patch+json",
    body: copies(30),
    status: 422,
  },
  "a JSON patch with too many operations": {
    method: "PATCH",
    path: `${foos}/victim`,
    type: "application/json-patch+json",
    body: JSON.stringify(Array.from({ length: 20_000 }, (_, n) => ({ op: "add", path: `/x/c${n}`, value: 1 }))),
    status: 413,
    message: "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 20000",
  },
  "a JSON patch that is none": {
    method: "PATCH",
    path: `${foos}/victim`,
    type: "application/json-patch+json",
    body: '[{"op":"add","path":"/metadata/__proto__/polluted","value":1},7]',
    status: 422,
  },
  "a merge patch that grows an object": {
    method: "PATCH",
    path: `${foos}/victim`,
    type: "application/merge-patch+json",
    body: JSON.stringify({ y: "z".repeat(2_000_000) }),
    status: 500,
    message: "etcdserver: request is too large",
  },
  "a deep merge patch": {
    method: "PATCH",
    path: `${foos}/victim`,
    type: "application/merge-patch+json",
    body: deep(20_000),
    status: 400,
  },
  "a strategic merge patch with a wrong directive": {
    method: "PATCH",
    path: `${configMaps}/victim`,
    type: "application/strategic-merge-patch+json",
    body: '{"data":{"$patch":"nonsense"}}',
    status: 500,
  },
  "a selector that goes on and on": {
    method: "GET",
    path: `${configMaps}?labelSelector=${"a%20in%20(b),".repeat(800)}c`,
    body: "",
    status: 200,
  },
};

describe("bodies of an attacker", () => {
  test.for(Object.entries(bodies))("%s", { timeout: 20_000 }, async ([, attack], { expect }) => {
    const { method = "POST", path = foos, type, body, status, message = /^/ } = attack;
    await using victim = await startVictim();
    const answer = await victim.send(method, path, method === "GET" ? undefined : body, type);
    expect(answer).toEqual({
      status,
      message: typeof message === "string" ? message : (expect.stringMatching(message) as string),
    });
    expect(await victim.lives()).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

/** Everything that a socket says until it is closed. */
async function ending(socket: Socket): Promise<string> {
  let said = "";
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => (said += text));
  socket.on("error", () => {}); // a reset is an end, too
  await new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return said;
}

const head = "host: x\r\ncontent-type: application/json\r\n";
const raw: Record<string, { lines: string; answer: RegExp }> = {
  garbage: { lines: "\u0001\u0002\u0003 nonsense\r\n\r\n", answer: /^HTTP\/1\.1 400 / },
  "garbage behind a request": {
    lines: `GET /version HTTP/1.1\r\n${head}\r\nGARBAGE \u0000\r\n\r\n`,
    answer: /^HTTP\/1\.1 200 /,
  },
  "headers without end": {
    lines: `GET /version HTTP/1.1\r\n${head}x: ${"y".repeat(200_000)}\r\n\r\n`,
    answer: /^HTTP\/1\.1 431 /,
  },
  "two lengths": {
    lines: `POST ${configMaps} HTTP/1.1\r\n${head}content-length: 5\r\ncontent-length: 6\r\n\r\n{}`,
    answer: /^HTTP\/1\.1 400 /,
  },
  "a length beside chunks": {
    lines: `POST ${configMaps} HTTP/1.1\r\n${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    answer: /^HTTP\/1\.1 400 /,
  },
  "chunks that are none": {
    lines: `POST ${configMaps} HTTP/1.1\r\n${head}transfer-encoding: chunked\r\n\r\nxyz\r\n`,
    answer: /^HTTP\/1\.1 400 /,
  },
  "a body that never comes": {
    lines: `POST ${configMaps} HTTP/1.1\r\n${head}content-length: 1000\r\n\r\n{`,
    answer: /^HTTP\/1\.1 408 /,
  },
  "a head that never ends": { lines: "GET /version HTTP/1.1\r\nhost:", answer: /^HTTP\/1\.1 408 / },
};

describe("connections of an attacker", () => {
  test.for(Object.entries(raw))(
    "%s: the connection ends, the server does not",
    async ([, { lines, answer }], { expect }) => {
      await using victim = await startVictim({ requestTimeoutMs: 300 });
      const socket = connectTcp(victim.port, "127.0.0.1");
      const ended = ending(socket);
      socket.write(lines, "latin1");
      expect(await ended).toMatch(answer);
      expect(await victim.lives()).toBe(true);
    },
  );

  test("many slow ones do not stall others", async ({ expect }) => {
    await using victim = await startVictim({ requestTimeoutMs: 500 });
    const sockets = Array.from({ length: 300 }, () => connectTcp(victim.port, "127.0.0.1"));
    const ended = sockets.map((socket) => ending(socket));
    for (const socket of sockets) socket.write(`POST ${configMaps} HTTP/1.1\r\n${head}content-length: 1000\r\n\r\n{`);
    expect(await victim.lives()).toBe(true);
    expect((await Promise.all(ended)).every((said) => said.startsWith("HTTP/1.1 408"))).toBe(true);
  });

  test("bodies may not fill the memory together", async ({ expect }) => {
    await using victim = await startVictim({ bodyBudget: 1024 * 1024 });
    const socket = connectTcp(victim.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(`POST ${configMaps} HTTP/1.1\r\n${head}content-length: 3000000\r\n\r\n${" ".repeat(900_000)}`);
    const refused = async (): Promise<boolean> => {
      const { status } = await victim.send("POST", configMaps, " ".repeat(500_000));
      return status === 429;
    };
    // The first bytes are on their way for a moment.
    while (!(await refused())) await new Promise((resolve) => setImmediate(resolve));
    expect(await victim.lives()).toBe(true);
    socket.destroy();
    while (await refused()) await new Promise((resolve) => setImmediate(resolve));
    expect(await victim.lives()).toBe(true);
  });

  test("more than are allowed are turned away", async ({ expect }) => {
    await using victim = await startVictim({ maxConnections: 20 });
    const sockets = Array.from({ length: 40 }, () => connectTcp(victim.port, "127.0.0.1"));
    const closed = sockets.map((socket) => ending(socket));
    await Promise.race(closed);
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
    const lives = (): Promise<boolean> => victim.lives().catch(() => false);
    while (!(await lives())) await new Promise((resolve) => setImmediate(resolve));
    expect(await victim.lives()).toBe(true);
  });
});

test(
  "a watcher that does not read is cut off, and the others see everything",
  { timeout: 30_000 },
  async ({ expect }) => {
    await using victim = await startVictim();
    const path = `/api/v1/namespaces/default/configmaps?watch=1`;
    const lazy = connectTcp(victim.port, "127.0.0.1");
    lazy.on("error", () => {});
    lazy.pause();
    lazy.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
    const cut = new Promise<void>((resolve) => lazy.once("close", () => resolve()));
    const stop = new AbortController();
    const response = await fetch(`${victim.url}${path}`, { signal: stop.signal });
    let seen = 0;
    const reading = (async () => {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) seen += chunk.byteLength;
    })().catch(() => {});
    const big = "x".repeat(900_000);
    let written = 0;
    for (; written < 60 && !lazy.destroyed; written++) {
      await victim.send(
        "PUT",
        `${configMaps}/victim`,
        JSON.stringify(configMap("victim", { data: { big: big + written } })),
      );
      if (written > 30) lazy.resume(); // what the kernel holds has to be read to see the end
    }
    await cut;
    while (seen < written * big.length) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await reading;
    expect(await victim.lives()).toBe(true);
  },
);

test("one write reaches two thousand watchers", { timeout: 30_000 }, async ({ expect }) => {
  await using victim = await startVictim();
  const count = 2000;
  const request = `GET ${configMaps}?watch=1&resourceVersion=0 HTTP/1.1\r\nhost: x\r\n\r\n`;
  const sockets = Array.from({ length: count }, () => connectTcp(victim.port, "127.0.0.1"));
  const saw = (socket: Socket, text: string) =>
    new Promise<void>((resolve) => {
      let all = "";
      socket.on("data", (chunk: Buffer) => {
        all += chunk.toString("latin1");
        if (all.includes(text)) resolve();
      });
    });
  const listening = sockets.map((socket) => saw(socket, '"name":"victim"'));
  for (const socket of sockets) socket.write(request);
  await Promise.all(listening);
  const told = sockets.map((socket) => saw(socket, '"name":"news"'));
  expect((await victim.send("POST", configMaps, JSON.stringify(configMap("news")))).status).toBe(201);
  await Promise.all(told);
  expect(await victim.lives()).toBe(true);
  for (const socket of sockets) socket.destroy();
});
