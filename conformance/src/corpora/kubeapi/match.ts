import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject, stringifyJson } from "@flux-ts/base";

/** What a placeholder of the recording stands for, as a regular expression. */
const placeholders: { readonly [name: string]: string } = {
  uid: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
  clusterIP: String.raw`10\.96\.\d{1,3}\.\d{1,3}`,
  nodePort: String.raw`3[0-2]\d{3}`,
  gen: "[bcdfghjklmnpqrstvwxz2456789]{5}",
  rv: String.raw`\d+`,
  "list-rv": String.raw`\d+`,
  time: String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`,
  microtime: String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z`,
  age: String.raw`(?:\d+[ydhms])+`,
  continue: "[A-Za-z0-9_-]+={0,2}",
  jwt: String.raw`[\w-]+\.[\w-]+\.[\w-]+`,
  etag: '[^"]+',
  hash: "[0-9A-Za-z]+",
  date: String.raw`[\w:.+, -]+`,
  tmp: String.raw`[^\s]+`,
  rand: "[a-z0-9]+",
  "bootstrap binding": String.raw`ClusterRoleBinding "[^"]+" of ClusterRole "[^"]+" to Group "[^"]+"`,
  serverAddress: String.raw`[\w.:]+`,
};
const placeholder = new RegExp(`<(${Object.keys(placeholders).join("|")})(?::([0-9]+|\\?))?>`, "g");

const dayMs = 24 * 60 * 60_000;

/**
 * Compares our answers with recorded ones in which what differs from run to run is a placeholder. What has a number is
 * the same thing wherever the number stands: the pairs of number and value must be one to one over a whole scenario,
 * and resource versions must also have the order of their numbers.
 */
export class Matcher {
  readonly #now: () => number;
  readonly #values = new Map<string, string>();
  readonly #numbers = new Map<string, string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What differs, each as a path and both sides. */
  differences(wanted: JsonValue, got: JsonValue | undefined, path = ""): readonly string[] {
    if (Array.isArray(wanted) && Array.isArray(got)) return this.#listDifferences(wanted, got, path);
    if (isJsonObject(wanted) && isJsonObject(got)) return this.#objectDifferences(wanted, got, path);
    if (typeof wanted === "string" && got !== undefined && !isContainer(got)) {
      const text = typeof got === "string" ? got : stringifyJson(got);
      // Numbers match placeholders alone: ports are numbers and recorded as text.
      if ((typeof got === "string" || wanted.startsWith("<")) && this.#matchText(wanted, text)) return [];
    }
    if (got !== undefined && wanted === got) return [];
    return [`${path || "/"}: wanted ${show(wanted)}, got ${show(got)}`];
  }

  #listDifferences(wanted: readonly JsonValue[], got: readonly JsonValue[], path: string): readonly string[] {
    if (wanted.length !== got.length) {
      return [`${path || "/"}: wanted ${wanted.length} items, got ${got.length}:\n  ${show(wanted)}\n  ${show(got)}`];
    }
    return wanted.flatMap((item, index) => this.differences(item, got[index], `${path}/${index}`));
  }

  #objectDifferences(wanted: JsonObject, got: JsonObject, path: string): readonly string[] {
    const left = new Set(Object.keys(got));
    const differences = Object.entries(wanted).flatMap(([key, value]) => {
      const found = left.has(key) ? key : [...left].find((candidate) => this.#matchText(key, candidate));
      if (found === undefined) return [`${path}/${key}: wanted ${show(value)}, got nothing`];
      left.delete(found);
      return this.differences(value, got[found], `${path}/${key}`);
    });
    return [...differences, ...[...left].map((key) => `${path}/${key}: not wanted: ${show(got[key])}`)];
  }

  #matchText(wanted: string, got: string): boolean {
    if (wanted === got) return true;
    const found = [...wanted.matchAll(placeholder)];
    if (found.length === 0) return false;
    let pattern = "";
    let at = 0;
    for (const match of found) {
      pattern += `${RegExp.escape(wanted.slice(at, match.index))}(${placeholders[match[1] as string]})`;
      at = match.index + match[0].length;
    }
    const groups = new RegExp(`^${pattern}${RegExp.escape(wanted.slice(at))}$`).exec(got);
    return groups !== null && found.every((match, index) => this.#agrees(match, groups[index + 1] as string));
  }

  /** Whether a placeholder may stand for a value, given what it stood for before. */
  #agrees([, name = "", number]: RegExpExecArray, value: string): boolean {
    if (name === "time" || name === "microtime") return Math.abs(Date.parse(value) - this.#now()) < dayMs;
    if (number === undefined || number === "?") return true;
    const [byNumber, byValue] = [`${name} ${number}`, `${name} ${value}`];
    const known = this.#values.get(byNumber);
    if (known !== undefined || this.#numbers.has(byValue)) return known === value;
    if (name === "rv" && !this.#isInOrder(Number(number), Number(value))) return false;
    this.#values.set(byNumber, value);
    this.#numbers.set(byValue, number);
    return true;
  }

  #isInOrder(number: number, value: number): boolean {
    return [...this.#values]
      .filter(([key]) => key.startsWith("rv "))
      .every(([key, other]) => Number(key.slice(3)) < number === Number(other) < value);
  }
}

function isContainer(value: JsonValue): boolean {
  return typeof value === "object" && value !== null;
}

function show(value: JsonValue | undefined): string {
  const text = value === undefined ? "nothing" : stringifyJson(value);
  return text.length > 1500 ? `${text.slice(0, 1500)}...` : text;
}
