/** How a client wants to see objects. */
export interface Accept {
  readonly format: "json" | "yaml" | "protobuf";
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
  "application/vnd.kubernetes.protobuf": "protobuf",
  "application/*": "json",
  "*/*": "json",
};

const shapes: { readonly [kind: string]: Accept["as"] } = {
  Table: "table",
  PartialObjectMetadata: "metadata",
  PartialObjectMetadataList: "metadata",
};

/**
 * Picks the first range of an `Accept` header that the server can give; undefined when there is none. `protobuf` says
 * whether what is asked for can be had in that form.
 */
export function negotiate(header: string | undefined, { protobuf = true } = {}): Accept | undefined {
  if (header === undefined || header === "") return { format: "json", as: "object" };
  return protobuf ? memo(header) : choose(header, false);
}

const remembered = new Map<string, Accept | undefined>();

/** Clients send the same few headers all the time. */
function memo(header: string): Accept | undefined {
  if (remembered.has(header)) return remembered.get(header);
  const accept = choose(header, true);
  if (remembered.size < 100) remembered.set(header, accept);
  return accept;
}

function choose(header: string, protobuf: boolean): Accept | undefined {
  const ranges = header.split(",").map(parseRange);
  for (const { type, parameters } of ranges.sort((a, b) => b.quality - a.quality)) {
    const format = formats[type];
    const kind = parameters.get("as");
    if (format === undefined || (format === "protobuf" && !protobuf)) continue;
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
