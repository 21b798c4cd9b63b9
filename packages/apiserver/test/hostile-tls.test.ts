import { once } from "node:events";
import { request } from "node:https";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { createApiServer } from "@flux-ts/apiserver";
import { test } from "vitest";
import { certificate } from "./support/certificate.ts";

const beginnings: Record<string, string> = {
  "say nothing": "",
  "speak plainly": "GET / HTTP/1.1\r\nhost: a\r\n\r\n",
  "greet with nonsense": "\u0016\u0003\u0001\u0002nonsense",
  "stop in the middle of the greeting": "\u0016\u0003\u0001\u0001\u0000\u0001",
};

test.for(Object.entries(beginnings))(
  "callers that %s instead of a handshake are left, and stall nobody",
  async ([, text], { expect }) => {
    const { key, cert } = certificate("api");
    await using server = createApiServer({ controllers: false });
    const { url } = await server.listen({ tls: { key, cert }, requestTimeoutMs: 500 });
    const port = Number(new URL(url).port);
    const callers = await Promise.all(Array.from({ length: 50 }, () => call(port, text)));
    expect(await get(`${url}/version`, cert)).toBe(200);
    await Promise.all(callers.map(({ left }) => left));
  },
);

/** Opens a connection and says something; `left` resolves when the other side ends it. */
async function call(port: number, text: string): Promise<{ readonly left: Promise<unknown> }> {
  const socket: Socket = connect(port, "127.0.0.1");
  socket.on("error", () => {
    // A reset is an end, too.
  });
  const left = once(socket.resume(), "close");
  await once(socket, "connect");
  socket.write(text, "latin1");
  return { left };
}

async function get(url: string, ca: string): Promise<number | undefined> {
  const call = request(url, { ca, agent: false }).end();
  const [response] = (await once(call, "response")) as [{ readonly statusCode?: number; resume(): void }];
  response.resume();
  return response.statusCode;
}
