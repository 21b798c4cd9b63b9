import { cloneJson, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { FuncError } from "@flux-ts/go-template";
import type { Value } from "@flux-ts/go-template";
import type { Chart } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { notFetched } from "../schema/load.ts";
import { renderRelease } from "./render-release.ts";
import type { RenderedRelease, RenderOptions } from "./render-release.ts";

/** What a template looks for. An empty name asks for all objects of the kind, an empty namespace for those of all namespaces. */
export interface LookupQuery {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What a rendering may ask for while it runs. What is left out is not there: nothing is found, nothing is loaded. */
export interface Sources {
  /** The object, or a list of them; undefined when there is none. */
  readonly lookup?: (query: LookupQuery) => Promise<JsonObject | undefined>;
  /**
   * The text of a schema at an `http` or `https` address that a values.schema.json refers to. It rejects with what is to stand in
   * the message; redirects, times, sizes and which addresses are allowed are up to it.
   */
  readonly schema?: (url: string) => Promise<string>;
}

/** After so many renderings templates must have found what they look for. */
const maxPasses = 8;

/** How many schemas at other addresses the charts of one release may refer to. */
const maxSchemas = 100;

/**
 * Renders a chart whose templates look into the cluster, or whose schema refers to others: what they ask for is fetched, then they
 * run again, until nothing is missing. Clock, randomness and keys give the same in every pass, so that what is generated does not
 * change in between.
 *
 * @throws HelmError, in the eighth pass also for a lookup that no pass before asked for
 */
export async function renderReleaseWithLookups(
  chart: Chart,
  options: RenderOptions,
  sources: Sources,
): Promise<RenderedRelease> {
  const { lookup = async () => undefined } = sources;
  const found = new Map<string, JsonValue>();
  const schemas = new Schemas(sources.schema);
  const replay = new Replay(options.ports);
  for (let pass = 1; ; pass++) {
    const asked = new Questions(found, pass);
    const ports = { ...replay.start(), lookup: asked.answer };
    const outcome = attempt(chart, { ...options, ports, readSchema: schemas.read });
    if (asked.missing.size === 0 && schemas.missing.size === 0) return outcome();
    // Schemas are read before templates run: they do not count as renderings.
    if (schemas.missing.size > 0) pass -= 1;
    await schemas.fetch();
    const answers = [...asked.missing].map(async ([key, query]) => {
      found.set(key, toIntegers((await lookup(query)) ?? {}));
    });
    await Promise.all(answers);
  }
}

/** The schemas at other addresses, as far as they are known. */
class Schemas {
  readonly missing = new Set<string>();
  readonly read: (url: string) => string;
  readonly #fetch: Sources["schema"];
  readonly #known = new Map<string, { readonly text: string } | { readonly failure: unknown }>();

  constructor(fetch: Sources["schema"]) {
    this.#fetch = fetch;
    this.read = (url) => {
      const known = this.#known.get(url);
      if (known === undefined) {
        if (this.#fetch === undefined) throw new Error(notFetched(url));
        if (this.#known.size >= maxSchemas)
          throw new Error(`schemas at more than ${maxSchemas} addresses are asked for`);
        this.missing.add(url);
        throw new Error("it is fetched first");
      }
      if ("failure" in known) throw known.failure;
      return known.text;
    };
  }

  /** Gets what is missing. What cannot be had is told when it is read. */
  async fetch(): Promise<void> {
    const fetches = [...this.missing].map(async (url) => {
      try {
        this.#known.set(url, { text: (await this.#fetch?.(url)) ?? "" });
      } catch (failure) {
        this.#known.set(url, { failure });
      }
    });
    this.missing.clear();
    await Promise.all(fetches);
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
