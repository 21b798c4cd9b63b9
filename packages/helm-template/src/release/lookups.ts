import { cloneJson, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { FuncError } from "@flux-ts/go-template";
import type { Value } from "@flux-ts/go-template";
import type { Chart } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { renderRelease } from "./render-release.ts";
import type { RenderedRelease, RenderOptions } from "./render-release.ts";

/** What a template looks for. An empty name asks for all objects of the kind, an empty namespace for those of all namespaces. */
export interface LookupQuery {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The object, or a list of them; undefined when there is none. */
export type Fetch = (query: LookupQuery) => Promise<JsonObject | undefined>;

/** After so many renderings templates must have found what they look for. */
const maxPasses = 8;

/**
 * Renders a chart whose templates look into the cluster: what they ask for is fetched, then they run again, until nothing is
 * missing. Clock, randomness and keys give the same in every pass, so that what is generated does not change in between.
 *
 * @throws HelmError, in the eighth pass also for a lookup that no pass before asked for
 */
export async function renderReleaseWithLookups(
  chart: Chart,
  options: RenderOptions,
  fetch: Fetch,
): Promise<RenderedRelease> {
  const found = new Map<string, JsonValue>();
  const replay = new Replay(options.ports);
  for (let pass = 1; ; pass++) {
    const asked = new Questions(found, pass);
    const outcome = attempt(chart, { ...options, ports: { ...replay.start(), lookup: asked.answer } });
    if (asked.missing.size === 0) return outcome();
    const answers = [...asked.missing].map(async ([key, query]) => {
      found.set(key, toIntegers((await fetch(query)) ?? {}));
    });
    await Promise.all(answers);
  }
}

/** A rendering that fails may do so for want of what it looks for: that is only known afterwards. */
function attempt(chart: Chart, options: RenderOptions): () => RenderedRelease {
  try {
    const release = renderRelease(chart, options);
    return () => release;
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    return () => {
      throw error;
    };
  }
}

/** What the templates of one rendering look for. */
class Questions {
  readonly missing = new Map<string, LookupQuery>();
  readonly answer: NonNullable<Ports["lookup"]>;

  constructor(found: ReadonlyMap<string, JsonValue>, pass: number) {
    this.answer = (apiVersion, kind, namespace, name) => {
      const query = { apiVersion, kind, namespace, name };
      const key = JSON.stringify(query);
      const known = found.get(key);
      if (known !== undefined) return cloneJson(known) as Value;
      if (pass === maxPasses)
        throw new FuncError(`${kind} "${name}" is new in rendering ${pass}: lookups come to no end`);
      this.missing.set(key, query);
      return {};
    };
  }
}

/** Numbers of objects are Go's int64 where they have no fraction. */
function toIntegers(value: JsonValue): JsonValue {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toIntegers);
  if (!isJsonObject(value)) return value;
  const converted: JsonObjectDraft = {};
  for (const [key, item] of Object.entries(value)) setOwn(converted, key, toIntegers(item));
  return converted;
}

/** Ports that give again, in every pass from its start, what they gave before. */
class Replay {
  readonly #ports: Ports;
  readonly #given = new Map<string, unknown[]>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  start(): Ports {
    const { now, random, crypto } = this.#ports;
    const used = new Map<string, number>();
    const again = <T>(source: string, make: () => T): T => {
      const index = used.get(source) ?? 0;
      used.set(source, index + 1);
      const given = this.#given.get(source) ?? [];
      this.#given.set(source, given);
      if (index >= given.length) given.push(make());
      return given[index] as T;
    };
    return {
      ...this.#ports,
      now: () => again("now", now),
      random: (size) => again(`random ${size}`, () => random(size)),
      crypto: {
        ...crypto,
        generateKey: (...args) => again(`key ${JSON.stringify(args)}`, () => crypto.generateKey(...args)),
        sign: (...args) => again(`sign ${args[0]} ${args[1].join()}`, () => crypto.sign(...args)),
      },
    };
  }
}
