import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import type { JsonObject } from "@flux-ts/base";
import { afterAll, beforeAll, test } from "vitest";
import { refused, warned } from "./objects.ts";
import { refusedPods } from "./pods.ts";
import { misread } from "./questions.ts";

/** A way to an API for an administrator. */
export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly ca?: string;
  readonly token?: string;
}

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly warnings: readonly string[];
}

/** What an API server says of what is wrong or unwise; each text was measured on the real one. */
export function runApiContract(open: () => Promise<Server>): void {
  let server: Server;
  let count = 0;
  beforeAll(async () => {
    server = await open();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Nothing is kept: objects are only tried. */
  const attempt = async (path: string, object: JsonObject): Promise<Answer> => {
    const metadata = { name: `tried-${count++}`, ...(object["metadata"] as JsonObject | undefined) };
    return await send(server, "POST", `${path}?dryRun=All`, { ...object, metadata });
  };

  test.for(Object.entries(misread))("%s is no list", async ([, { query, status, message }], { expect }) => {
    const answer = await send(server, "GET", `/api/v1/namespaces/default/configmaps?${query}`);
    expect([answer.status, answer.body["message"]]).toEqual([status, message]);
  });

  test.for(Object.entries(refused))("%s is refused", async ([, { path, object, causes }], { expect }) => {
    const { status, body } = await attempt(path, object);
    const { causes: found = [] } = (body["details"] ?? {}) as {
      causes?: readonly { field: string; message: string }[];
    };
    expect([status, found.map(({ field, message }) => `${field}: ${message}`)]).toEqual([422, causes]);
  });

  test.for(Object.entries(refusedPods))("pods with %s are refused", async ([, { spec, causes }], { expect }) => {
    const { status, body } = await attempt("/api/v1/namespaces/default/podtemplates", { template: { spec } });
    const { causes: found = [] } = (body["details"] ?? {}) as {
      causes?: readonly { field: string; message: string }[];
    };
    const texts = found.map(({ field, message }) => `${field.replace(/^template\.spec\.?/, "")}: ${message}`);
    expect([status, texts.toSorted()]).toEqual([422, causes]);
  });

  test.for(Object.entries(warned))("%s is taken with a warning", async ([, { path, object, texts }], { expect }) => {
    const { status, warnings } = await attempt(path, object);
    expect([status, warnings]).toEqual([201, texts]);
  });
}

function send({ url, ca, token }: Server, method: string, path: string, object?: JsonObject): Promise<Answer> {
  const headers = {
    "content-type": "application/json",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return new Promise((resolve, reject) => {
    const request = url.startsWith("https:") ? secureRequest : plainRequest;
    const call = request(`${url}${path}`, { method, headers, agent: false, ...(ca !== undefined && { ca }) });
    call.on("error", reject);
    call.on("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        // Node joins repeated headers, but not these.
        const warnings = (response.headersDistinct["warning"] ?? []).map((text) => JSON.parse(text.slice(6)) as string);
        const body = JSON.parse(Buffer.concat(parts).toString()) as JsonObject;
        resolve({ status: response.statusCode ?? 0, body, warnings });
      });
    });
    call.end(object && JSON.stringify(object));
  });
}
