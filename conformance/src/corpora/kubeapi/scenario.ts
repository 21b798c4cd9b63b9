import { createApiServer, createMemoryStore } from "@flux-ts/apiserver";
import { createManualClock } from "@flux-ts/apiserver/testing";
import type { ManualClock } from "@flux-ts/apiserver/testing";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import { compareAnswer } from "./compare.ts";
import { HttpDoor, jsonOf } from "./http.ts";
import type { HttpRequest, HttpResponse, HttpStream } from "./http.ts";
import { Matcher } from "./match.ts";
import { resolvePointer } from "./pointer.ts";
import type { RecordedResponse, Selection } from "./recorded.ts";
import { printSpacedJson } from "./spaced-json.ts";
import { expandText, expandValue } from "./templates.ts";

export type Scenario = {
  readonly name: string;
  readonly category: string;
  readonly setup: readonly Step[];
  readonly steps: readonly Step[];
};

/** One step: a request, a pause, the events of a watch in the background, or something done to the server. */
type Step = {
  readonly id: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string | { readonly [name: string]: string };
  readonly headers?: { readonly [name: string]: string };
  readonly anonymous?: boolean;
  readonly body?: JsonValue;
  readonly until?: { readonly [pointer: string]: JsonValue };
  readonly stream?: boolean;
  readonly background?: string;
  readonly collect?: string;
  readonly count?: number;
  readonly sleepMs?: number;
  readonly admin?: "compact";
  readonly select?: Selection | readonly Selection[];
  readonly response?: RecordedResponse;
  readonly unstable?: boolean;
  readonly statusOnly?: boolean;
};

const token = "administrator";
const deadlineMs = 10_000;

/** Runs a scenario on a server of its own. Gives what differs in its first steps that do. */
export async function runScenario(scenario: Scenario): Promise<string | undefined> {
  const clock = createManualClock(Date.now());
  const store = createMemoryStore();
  await using server = createApiServer({
    clock,
    store,
    controllers: false,
    tokens: [{ token, user: "admin", groups: ["system:masters"] }],
  });
  const { url } = await server.listen();
  using door = new HttpDoor(url, AbortSignal.timeout(deadlineMs));
  const run = new ScenarioRun(door, clock, () => store.compact(store.revision));
  return await run.run(scenario);
}

class ScenarioRun {
  readonly #door: HttpDoor;
  readonly #clock: ManualClock;
  readonly #compact: () => void;
  readonly #matcher: Matcher;
  readonly #answers = new Map<string, HttpResponse>();
  readonly #streams = new Map<string, HttpStream>();

  constructor(door: HttpDoor, clock: ManualClock, compact: () => void) {
    this.#door = door;
    this.#clock = clock;
    this.#compact = compact;
    this.#matcher = new Matcher(() => clock.now());
  }

  async run({ setup, steps }: Scenario): Promise<string | undefined> {
    const differences: string[] = [];
    for (const step of setup) differences.push(...(await this.#step({ ...step, statusOnly: true })));
    for (const step of steps) differences.push(...(await this.#step(step)));
    return differences.length === 0 ? undefined : differences.join("\n");
  }

  async #step(step: Step): Promise<readonly string[]> {
    if (step.sleepMs !== undefined) this.#clock.advance(step.sleepMs);
    if (step.admin === "compact") this.#compact();
    const answer = await this.#answer(step);
    if (answer === undefined || step.response === undefined) return [];
    this.#answers.set(step.id, answer);
    const { unstable = false, statusOnly = false } = step;
    const wanted = unstable || statusOnly ? { status: step.response.status ?? 0 } : step.response;
    const differences = compareAnswer({ wanted, answer, select: [step.select ?? []].flat(), matcher: this.#matcher });
    const request = step.method === undefined ? `collect ${step.collect}` : `${step.method} ${step.path}`;
    return differences.map((difference) => `${step.id} ${request}: ${difference}`);
  }

  async #answer(step: Step): Promise<HttpResponse | undefined> {
    if (step.collect !== undefined) return this.#collect(step.collect, step.count ?? 0);
    if (step.method === undefined) return undefined;
    const request = this.#requestOf(step);
    if (step.stream) return this.#watch(step, request);
    return step.until === undefined ? this.#door.send(request) : this.#sendUntil(step.until, request);
  }

  #requestOf({ method = "GET", path = "", query, headers, anonymous = false, body }: Step): HttpRequest {
    const search = this.#searchOf(query);
    const mark = path.includes("?") ? "&" : "?";
    const wanted = {
      ...(!anonymous && { Authorization: `Bearer ${token}` }),
      Accept: "application/json",
      ...(body !== undefined && { "Content-Type": "application/json" }),
      "User-Agent": "kubeapi-corpus",
      ...headers,
    };
    return {
      method,
      path: expandText(path, this.#answers) + (search === "" ? "" : mark + search),
      headers: Object.fromEntries(
        Object.entries(wanted).map(([name, value]) => [name, expandText(value, this.#answers)]),
      ),
      body: this.#bodyOf(body),
    };
  }

  #searchOf(query: Step["query"]): string {
    if (query === undefined) return "";
    if (typeof query === "string") return expandText(query, this.#answers);
    const pairs = Object.entries(query).map(([name, value]): [string, string] => [
      name,
      expandText(value, this.#answers),
    ]);
    return new URLSearchParams(pairs).toString();
  }

  #bodyOf(body: JsonValue | undefined): string | undefined {
    if (body === undefined) return undefined;
    return typeof body === "string"
      ? expandText(body, this.#answers)
      : printSpacedJson(expandValue(body, this.#answers));
  }

  /** Repeats a request until its answer is as wanted, or for ten seconds of the server's time. */
  async #sendUntil(until: NonNullable<Step["until"]>, request: HttpRequest): Promise<HttpResponse> {
    for (let tries = 0; ; tries += 1) {
      const answer = await this.#door.send(request);
      if (holds(until, answer) || tries === 100) return answer;
      this.#clock.advance(100);
    }
  }

  async #watch({ background, query }: Step, request: HttpRequest): Promise<HttpResponse> {
    const stream = await this.#door.stream(request);
    if (background !== undefined) {
      this.#streams.set(background, stream);
      return { status: stream.status, headers: stream.headers, text: "" };
    }
    this.#clock.advance(timeoutOf(query) * 1000);
    while ((await stream.next()) !== undefined);
    return { status: stream.status, headers: stream.headers, text: stream.lines.join("\n") };
  }

  async #collect(name: string, count: number): Promise<HttpResponse | undefined> {
    const stream = this.#streams.get(name);
    if (stream === undefined) return undefined;
    while (stream.lines.length < count && (await stream.next()) !== undefined);
    return { status: 0, headers: {}, text: stream.lines.slice(0, count).join("\n") };
  }
}

function timeoutOf(query: Step["query"]): number {
  return Number(new URLSearchParams(query).get("timeoutSeconds") ?? 0);
}

function holds(until: JsonObject, { status, text }: HttpResponse): boolean {
  const body = jsonOf(text);
  return Object.entries(until).every(([pointer, wanted]) =>
    pointer === "status" ? status === wanted : equalJson(resolvePointer(body, pointer) ?? null, wanted),
  );
}
