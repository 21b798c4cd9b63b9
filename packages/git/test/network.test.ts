import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Secret } from "@flux-ts/base";
import { fetchCheckout, resolveRemote } from "@flux-ts/git";
import { commitFiles } from "@flux-ts/git/server";
import { test } from "vitest";
import { createFixture, date } from "./fixture.ts";

const files = { "apps/web.yaml": "kind: Web\n" };
const basic = { kind: "basic", username: "ada", password: new Secret("s3cret") } as const;

interface Listening extends AsyncDisposable {
  readonly url: string;
}

/** Listens on a free port; `url` is that of the repository `fleet` there. */
async function listen(server: Server, scheme = "http"): Promise<Listening> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}/fleet.git`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Hands requests on to another server, without the headers in `drop`. */
function forwardTo(target: string, drop: readonly string[] = []): (from: IncomingMessage, to: ServerResponse) => void {
  return (from, to) => {
    const headers = Object.fromEntries(Object.entries(from.headers).filter(([name]) => !drop.includes(name)));
    const onward = request(target + (from.url ?? ""), { method: from.method, headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(to);
    });
    from.pipe(onward);
  };
}

test("a server that is not there is a network failure", async ({ expect }) => {
  await using fixture = await createFixture();
  await fixture.server.close();
  await expect(resolveRemote({ url: fixture.url }, {})).rejects.toMatchObject({ code: "network" });
});

test("a server that never answers ends with the deadline, or with the signal", async ({ expect }) => {
  await using silent = await listen(createServer(() => {}));
  const { url } = silent;
  await expect(resolveRemote({ url }, {}, { timeoutMs: 200 })).rejects.toMatchObject({
    code: "timeout",
    message: `unable to clone '${url}': timed out after 200ms`,
  });
  const controller = new AbortController();
  const call = resolveRemote({ url }, {}, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
});

test("a certificate is trusted when its authority is given, and not without", async ({ expect }) => {
  await using fixture = await createFixture();
  const commit = await commitFiles(fixture.fleet, { message: "one", files, date });
  const cert = await readFile(new URL("cases/server.crt", import.meta.url), "utf8");
  const key = await readFile(new URL("cases/server.key", import.meta.url), "utf8");
  await using secure = await listen(createSecureServer({ cert, key }, forwardTo(fixture.server.url)), "https");
  const { url } = secure;
  await expect(resolveRemote({ url }, { branch: "main" })).rejects.toMatchObject({ code: "tls" });
  await expect(resolveRemote({ url, tls: { ca: cert } }, { branch: "main" })).resolves.toMatchObject({ commit });
});

test("credentials do not follow a redirect to another host", async ({ expect }) => {
  await using fixture = await createFixture({ credentials: basic });
  await commitFiles(fixture.fleet, { message: "one", files, date });
  await using mover = await listen(
    createServer(({ url = "" }, response) => {
      response.writeHead(302, { location: fixture.server.url + url }).end();
    }),
  );
  const remote = { url: mover.url, credentials: basic };
  await expect(resolveRemote(remote, { branch: "main" })).rejects.toMatchObject({ code: "authentication" });
});

test.for([true, false])(
  "an old server that hands out references only is asked for those, branch given: %s",
  async (named, { expect }) => {
    await using fixture = await createFixture();
    const commit = await commitFiles(fixture.fleet, { message: "one", files, date });
    await commitFiles(fixture.fleet, { message: "two", files: { text: "two" }, date });
    await using old = await listen(createServer(forwardTo(fixture.server.url, ["git-protocol"])));
    const remote = { url: old.url };
    const resolved = await resolveRemote(remote, { commit, ...(named && { branch: "main" }) });
    await using checkout = await fetchCheckout(remote, resolved);
    expect(checkout.commit).toMatchObject({ hash: commit, message: "one" });
  },
);
