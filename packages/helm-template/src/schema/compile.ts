import { isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { RE2JS } from "re2js";
import { quote } from "../quote.ts";
import type { Run } from "./check.ts";
import type { Place } from "./document.ts";
import { appliedSchemas, keywordOf } from "./drafts.ts";
import { SchemaError } from "./error.ts";
import { formatFaults } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { formatFault } from "./format/format.ts";
import { SchemaLibrary } from "./library.ts";
import type { LoadSchema } from "./library.ts";
import { parseSchema } from "./parse.ts";
import { validate } from "./validate.ts";

/** How often a schema may look at values: what refers to itself in several ways grows without end. */
const maxLooks = 1_000_000;

/** How many looks may lead to each other: the stack of JavaScript bears twice as many. */
const maxDepth = 300;

/** The address Helm gives the schema of a chart. */
const rootUrl = "file:///values.schema.json";

/** A schema that was found to be one, with everything it refers to. */
export class CompiledSchema {
  readonly #root: Place;
  readonly #run: Omit<Run, "look" | "count">;

  /**
   * @throws SchemaError when it is no schema, or refers to what there is not
   */
  constructor(text: string, load: LoadSchema) {
    const { schema, spellingOf } = parseSchema(text);
    const library: SchemaLibrary = new SchemaLibrary(load, (place) => checkAgainstMeta(place, common));
    const common = { library, spellingOf, matches: newMatcher() };
    this.#root = library.add(rootUrl, schema);
    this.#run = { ...common, assertsFormats: false, substitute: (target) => target };
    checkReferences(this.#root, library);
  }

  validate(value: JsonValue): readonly Fault[] {
    return validate(this.#root, value, { ...this.#run, count: newCounter() });
  }
}

type Common = Pick<Run, "library" | "spellingOf" | "matches">;

/** @throws SchemaError that names every fault */
function checkAgainstMeta(place: Place, common: Common): void {
  const { resource, pointer, schema } = place;
  const { dialect, document } = resource;
  // As in Helm, languages of others are taken at their word.
  if (dialect.vocabularies !== undefined) return;
  const meta = common.library.metaSchema(dialect);
  // Within one document, schemas of another draft are held against the schema of theirs.
  const substitute = (target: Place, value: JsonValue): Place => {
    const own = isJsonObject(value) ? document.placeOf(value)?.resource : undefined;
    if (own?.schema !== value || own.dialect.url === dialect.url || target.schema !== meta.schema) return target;
    return common.library.metaSchema(own.dialect);
  };
  const faults = validate(meta, schema, { ...common, assertsFormats: true, substitute, count: newCounter() });
  if (faults.length === 0) return;
  const location = quote(`${document.url}#${pointer}`);
  const against = `jsonschema validation failed with '${dialect.url}#'`;
  throw new SchemaError(`${location} is not valid against metaschema: ${against}\n${formatFaults(faults).trimEnd()}`);
}

/** Follows every reference that a validation may follow, so that a schema is refused whatever the values are. */
function checkReferences(root: Place, library: SchemaLibrary): void {
  const known = new Set<JsonObject>();
  const waiting = [root];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { schema, resource } = place;
    if (!isJsonObject(schema) || known.has(schema)) continue;
    known.add(schema);
    // What is reached in a resource may lead to its root by where it came from.
    const whole = resource.document.resourceAt(resource.url);
    if (whole !== undefined && resource.dialect.draft >= 2019) waiting.push(whole);
    const references = ["$ref", "$recursiveRef", "$dynamicRef"].map((name) =>
      keywordOf(schema, name, resource.dialect),
    );
    for (const reference of references) {
      if (typeof reference === "string") waiting.push(library.resolve(reference, place));
    }
    if (resource.dialect.draft <= 7 && typeof references[0] === "string") continue;
    checkPatterns(place, schema);
    for (const [, inner] of appliedSchemas(schema, resource.dialect)) {
      const found = isJsonObject(inner) ? resource.document.placeOf(inner) : undefined;
      if (found !== undefined) waiting.push(found);
    }
  }
}

/** Not every draft has its patterns checked by its schema of schemas. */
function checkPatterns({ resource, pointer }: Place, schema: JsonObject): void {
  const own = keywordOf(schema, "pattern", resource.dialect);
  const named = keywordOf(schema, "patternProperties", resource.dialect);
  const patterns = [
    ...(typeof own === "string" ? [["pattern", own]] : []),
    ...(isJsonObject(named) ? Object.keys(named).map((pattern) => ["patternProperties", pattern]) : []),
  ];
  for (const [keyword = "", pattern = ""] of patterns) {
    const reason = formatFault("regex", pattern);
    if (reason === undefined) continue;
    const where = quote(`${resource.document.url}#${pointer}/${keyword}`);
    throw new SchemaError(`invalid regex ${quote(pattern)} at ${where}: ${reason}`);
  }
}

function newCounter(): Run["count"] {
  let looks = 0;
  return (depth) => {
    looks += 1;
    if (looks > maxLooks) throw new SchemaError(`the schema looks at values more than ${maxLooks} times`);
    if (depth > maxDepth) throw new SchemaError("the schema or the values are nested too deep");
  };
}

/** Patterns are compiled once for all values. */
function newMatcher(): Run["matches"] {
  const patterns = new Map<string, RE2JS>();
  return (pattern, text) => {
    const compiled = patterns.get(pattern) ?? RE2JS.compile(pattern);
    patterns.set(pattern, compiled);
    return compiled.matcher(text).find();
  };
}
