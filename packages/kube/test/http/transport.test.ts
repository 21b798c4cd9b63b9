import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";
import { Secret } from "@flux-ts/base";
import { type ClusterAccess, createHttpTransport, type Credentials } from "@flux-ts/kube";
import { expect, test } from "vitest";

const readPem = (name: string): string => readFileSync(new URL(`../cases/tls/${name}`, import.meta.url), "utf8");
const pki = { ca: readPem("ca.crt"), cert: readPem("leaf.crt"), key: readPem("leaf.key") };

interface Listening extends AsyncDisposable {
  readonly url: URL;
  readonly server: Server;
}

async function listen(server: Server, scheme = "http"): Promise<Listening> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    server,
    url: new URL(`${scheme}://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
const serve = (handler: RequestListener): Promise<Listening> => listen(createServer(handler));

function access(server: URL, changes: Partial<ClusterAccess> = {}): ClusterAccess {
  return { server, tls: {}, credentials: () => Promise.resolve({}), namespace: "default", ...changes };
}

const sendJson = (response: Parameters<RequestListener>[1], status: number, body: string): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(body);
};

test("sends method, path, query, headers and body, and reads the answer", async () => {
  const seen: unknown[] = [];
  await using api = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      seen.push([method, url, headers["content-type"], headers["impersonate-group"], Buffer.concat(chunks).toString()]);
      sendJson(response, 201, '{"big":12345678901234567890}');
    });
  });
  const transport = createHttpTransport(access(new URL("/cluster/one/", api.url)));
  const answer = await transport.send({
    method: "PATCH",
    path: "/api/v1/namespaces/a%2Fb",
    query: [["fieldSelector", "a=b,c!=d e"]],
    headers: { "content-type": "application/merge-patch+json", "impersonate-group": ["one", "two"] },
    body: { n: 12345678901234567890n },
  });
  expect(seen).toEqual([
    [
      "PATCH",
      "/cluster/one/api/v1/namespaces/a%2Fb?fieldSelector=a%3Db%2Cc%21%3Dd+e",
      "application/merge-patch+json",
      "one, two",
      '{"n":12345678901234567890}',
    ],
  ]);
  expect(answer).toMatchObject({ status: 201, body: { big: 12345678901234567890n } });
  await transport.close();
});

test("bytes are sent as they are, failure codes are answers, text stays text", async () => {
  await using api = await serve((request, response) => {
    response.writeHead(500, { "content-type": "text/plain" });
    request.pipe(response);
  });
  const transport = createHttpTransport(access(api.url));
  const answer = await transport.send({ method: "POST", path: "/", body: new TextEncoder().encode('{ "a":1 }') });
  expect(answer).toMatchObject({ status: 500, body: '{ "a":1 }' });
  await transport.close();
});

test("an empty answer has no body, a packed one is unpacked", async () => {
  await using api = await serve((request, response) => {
    if (request.url === "/empty") response.writeHead(200).end();
    else {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(gzipSync(`{"asked":"${request.headers["accept-encoding"]}"}`));
    }
  });
  const transport = createHttpTransport(access(api.url));
  expect((await transport.send({ method: "GET", path: "/empty" })).body).toBeUndefined();
  expect((await transport.send({ method: "GET", path: "/packed" })).body).toEqual({ asked: "gzip" });
  await transport.close();
});

test("connections are kept for the next request", async () => {
  const ports = new Set<number | undefined>();
  await using api = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    sendJson(response, 200, "{}");
  });
  const transport = createHttpTransport(access(api.url));
  for (let count = 0; count < 20; count++) await transport.send({ method: "GET", path: "/" });
  expect(ports.size).toBeLessThanOrEqual(2);
  await transport.close();
});

test("refused credentials are asked for again, once", async () => {
  const tokens: (string | undefined)[] = [];
  await using api = await serve((request, response) => {
    tokens.push(request.headers.authorization);
    sendJson(response, request.headers.authorization === "Bearer new" ? 200 : 401, "{}");
  });
  const credentials = ({ stale }: { stale: boolean }): Promise<Credentials> =>
    Promise.resolve({ token: new Secret(stale ? "new" : "old") });
  const transport = createHttpTransport(access(api.url, { credentials }));
  expect((await transport.send({ method: "GET", path: "/" })).status).toBe(200);
  expect(tokens).toEqual(["Bearer old", "Bearer new"]);
  await transport.close();
});

test("passwords are sent as basic authentication", async () => {
  let header: string | undefined;
  await using api = await serve((request, response) => {
    header = request.headers.authorization;
    sendJson(response, 200, "{}");
  });
  const basic = { username: "me", password: new Secret("pass") };
  const transport = createHttpTransport(access(api.url, { credentials: () => Promise.resolve({ basic }) }));
  await transport.send({ method: "GET", path: "/" });
  expect(header).toBe(`Basic ${Buffer.from("me:pass").toString("base64")}`);
  await transport.close();
});

test("a watch gives each line as it comes, wherever the network cuts it", async () => {
  const text = '{"type":"ADDED","object":{"name":"ä€"}}\n\n{"type":"BOOKMARK","object":{}}\n{"last":true}';
  await using api = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 3) response.write(bytes.subarray(at, at + 3));
    response.end();
  });
  const transport = createHttpTransport(access(api.url));
  const answer = await transport.watch({ method: "GET", path: "/" });
  const lines = "events" in answer ? await Array.fromAsync(answer.events) : [];
  expect(lines).toEqual([{ type: "ADDED", object: { name: "ä€" } }, { type: "BOOKMARK", object: {} }, { last: true }]);
  await transport.close();
});

test("a stream of text gives lines of text", async () => {
  await using api = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/plain" }).end("one\ntwo\n");
  });
  const transport = createHttpTransport(access(api.url));
  const answer = await transport.watch({ method: "GET", path: "/" });
  expect("events" in answer && (await Array.fromAsync(answer.events))).toEqual(["one", "two"]);
  await transport.close();
});

test("a watch that is refused gives the Status", async () => {
  await using api = await serve((_request, response) => sendJson(response, 410, '{"kind":"Status","code":410}'));
  const transport = createHttpTransport(access(api.url));
  expect(await transport.watch({ method: "GET", path: "/" })).toMatchObject({ status: 410, body: { code: 410 } });
  await transport.close();
});

test("a watch whose connection breaks throws and names the server", async () => {
  await using api = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write("{}\n", () => response.destroy());
  });
  const transport = createHttpTransport(access(api.url));
  const answer = await transport.watch({ method: "GET", path: "/" });
  const reading = "events" in answer ? Array.fromAsync(answer.events) : Promise.resolve([]);
  await expect(reading).rejects.toMatchObject({
    code: "connection-lost",
    message: `Lost the connection to the Kubernetes API at "${api.url.origin}": the server closed the connection`,
  });
  await transport.close();
});

test("leaving the loop over a watch closes its connection", async () => {
  const closed = Promise.withResolvers<string>();
  await using api = await serve((_request, response) => {
    response.on("close", () => closed.resolve("closed"));
    response.writeHead(200, { "content-type": "application/json" }).write("{}\n");
  });
  const transport = createHttpTransport(access(api.url));
  const answer = await transport.watch({ method: "GET", path: "/" });
  if ("events" in answer) for await (const _line of answer.events) break;
  expect(await closed.promise).toBe("closed");
  await transport.close();
});

test("an aborted request throws the signal's reason, during a request and during a watch", async () => {
  await using api = await serve((request, response) => {
    if (request.url === "/watch") response.writeHead(200, { "content-type": "application/json" }).write("{}\n");
  });
  const transport = createHttpTransport(access(api.url));
  const reason = new Error("enough");
  const stopping = new AbortController();
  const { signal } = stopping;
  const waiting = transport.send({ method: "GET", path: "/", signal });
  const answer = await transport.watch({ method: "GET", path: "/watch", signal });
  const reading = "events" in answer ? Array.fromAsync(answer.events) : Promise.resolve([]);
  stopping.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(reading).rejects.toBe(reason);
  await transport.close();
});

test("a server that is not there is named, with the cause", async () => {
  const api = await serve(() => {});
  await api[Symbol.asyncDispose]();
  const transport = createHttpTransport(access(api.url));
  await expect(transport.send({ method: "GET", path: "/" })).rejects.toMatchObject({
    code: "unreachable",
    message: `Cannot reach the Kubernetes API at "${api.url.origin}": connection refused; is the server running?`,
  });
  await transport.close();
});

test("JSON that is none is a bad answer", async () => {
  await using api = await serve((_request, response) => sendJson(response, 200, "{nope"));
  const transport = createHttpTransport(access(api.url));
  await expect(transport.send({ method: "GET", path: "/" })).rejects.toMatchObject({ code: "bad-answer" });
  await transport.close();
});

test("a proxy is used where the access names one", async () => {
  const asked: (string | undefined)[] = [];
  await using proxy = await serve((request, response) => {
    asked.push(request.url);
    sendJson(response, 200, '{"via":"proxy"}');
  });
  const transport = createHttpTransport(access(new URL("http://api.invalid:8080"), { proxyUrl: proxy.url.href }));
  expect((await transport.send({ method: "GET", path: "/version" })).body).toEqual({ via: "proxy" });
  expect(asked).toEqual(["http://api.invalid:8080/version"]);
  await transport.close();
});

test("a proxy is a tunnel to a TLS server, whose certificate is checked", async () => {
  await using api = await serveTls();
  const proxy = createServer();
  const tunnels: (string | undefined)[] = [];
  proxy.on("connect", (request, client: Socket) => {
    tunnels.push(request.url);
    const upstream = connect(Number(api.url.port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    client.on("error", () => upstream.destroy());
  });
  await using listening = await listen(proxy);
  const server = new URL(`https://api.invalid:${api.url.port}`);
  const tls = { ca: pki.ca, serverName: "kubernetes.test" };
  const transport = createHttpTransport(access(server, { proxyUrl: listening.url.href, tls }));
  expect((await transport.send({ method: "GET", path: "/" })).body).toEqual({ client: null });
  expect(tunnels).toEqual([server.host]);
  await transport.close();
});

function serveTls(): Promise<Listening> {
  const options = { cert: pki.cert, key: pki.key, ca: pki.ca, requestCert: true, rejectUnauthorized: false };
  const server = createTlsServer(options, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    sendJson(response, 200, JSON.stringify({ client: subject?.CN ?? null }));
  });
  return listen(server, "https");
}

test("a certificate is checked against the authority and name of the access", async () => {
  await using api = await serveTls();
  const transport = createHttpTransport(access(api.url, { tls: { ca: pki.ca, serverName: "kubernetes.test" } }));
  expect((await transport.send({ method: "GET", path: "/" })).body).toEqual({ client: null });
  await transport.close();
});

test("a client certificate is shown, a renewed one makes new connections", async () => {
  await using api = await serveTls();
  let clientCertificate: Credentials["clientCertificate"];
  const credentials = (): Promise<Credentials> => Promise.resolve(clientCertificate ? { clientCertificate } : {});
  const transport = createHttpTransport(access(api.url, { tls: { insecure: true }, credentials }));
  expect((await transport.send({ method: "GET", path: "/" })).body).toEqual({ client: null });
  clientCertificate = { cert: pki.cert, key: new Secret(pki.key) };
  expect((await transport.send({ method: "GET", path: "/" })).body).toEqual({ client: "someone" });
  await transport.close();
});

test("an unknown authority and a wrong name are explained", async () => {
  await using api = await serveTls();
  const unknown = createHttpTransport(access(api.url));
  await expect(unknown.send({ method: "GET", path: "/" })).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining('check "certificate-authority-data"'),
  });
  const misnamed = createHttpTransport(access(api.url, { tls: { ca: pki.ca } }));
  await expect(misnamed.send({ method: "GET", path: "/" })).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining('"tls-server-name"'),
  });
  await Promise.all([unknown.close(), misnamed.close()]);
});
