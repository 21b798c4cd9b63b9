/** How a client wants to see objects. */
export interface Accept {
  readonly format: "json" | "yaml";
  readonly as: "object" | "metadata" | "table";
}

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const formats: { readonly [type: string]: Accept["format"] } = {
  "application/json": "json",
  "application/yaml": "yaml",
  "application/*": "json",
  "*/*": "json",
};

const shapes: { readonly [kind: string]: Accept["as"] } = {
  Table: "table",
  PartialObjectMetadata: "metadata",
  PartialObjectMetadataList: "metadata",
};

/** Picks the first range of an `Accept` header that the server can give; undefined when there is none. */
export function negotiate(header: string | undefined): Accept | undefined {
  if (header === undefined || header === "") return { format: "json", as: "object" };
  return memo(header);
}

const remembered = new Map<string, Accept | undefined>();

/** Clients send the same few headers all the time. */
function memo(header: string): Accept | undefined {
  if (remembered.has(header)) return remembered.get(header);
  const accept = choose(header);
  if (remembered.size < 100) remembered.set(header, accept);
  return accept;
}

function choose(header: string): Accept | undefined {
  const ranges = header.split(",").map(parseRange);
  for (const { type, parameters } of ranges.sort((a, b) => b.quality - a.quality)) {
    const format = formats[type];
    const kind = parameters.get("as");
    if (format === undefined) continue;
    if (kind === undefined) return { format, as: "object" };
    const known = parameters.get("g") === "meta.k8s.io" && parameters.get("v") === "v1";
    const as = known ? shapes[kind] : undefined;
    if (as !== undefined) return { format, as };
  }
  return undefined;
}

function parseRange(text: string): MediaRange {
  const [type = "", ...rest] = text.split(";").map((part) => part.trim());
  const parameters = new Map(rest.map((part) => splitOnce(part)));
  const quality = Number(parameters.get("q") ?? 1);
  return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality };
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
