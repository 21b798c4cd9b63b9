import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { compareVersions, parseVersion } from "@flux-ts/semver";
import type { Version } from "@flux-ts/semver";
import { checkMetadata } from "../chart/check-metadata.ts";
import { metadataShape, toMetadata } from "../chart/metadata.ts";
import type { ChartMetadata } from "../chart/metadata.ts";
import { decode, DecodeError, readYaml } from "../decode/decode.ts";
import { flag, text, texts } from "../decode/shape.ts";
import type { StructShape } from "../decode/shape.ts";
import { HelmError } from "../errors.ts";
import { readIndexBlocks } from "./index-blocks.ts";

/** A version of a chart that a repository offers. */
export interface ChartVersion {
  readonly metadata: ChartMetadata;
  /** Where the archive is; relative to the repository, or whole. */
  readonly urls: readonly string[];
  /** SHA-256 of the archive in hexadecimal; "" when the repository does not say. */
  readonly digest: string;
  readonly created: string;
}

/** What a repository offers. */
export interface RepositoryIndex {
  /** The names of its charts. */
  readonly charts: readonly string[];
  /** The versions of a chart, newest first; none of a chart that is not there. */
  versionsOf(chart: string): readonly ChartVersion[];
}

export interface IndexOptions {
  /** Charts whose versions are kept; all of them when there is none. */
  readonly charts?: readonly string[];
}

/**
 * Reads the index file of a chart repository. Versions that are not valid are left out, as Helm leaves them out. Of a file in block
 * YAML, as Helm writes it, only one chart is in memory at a time as more than its text, and of charts that are not wanted nothing.
 *
 * @throws HelmError
 */
export async function readIndex(
  chunks: AsyncIterable<Uint8Array>,
  { charts }: IndexOptions = {},
): Promise<RepositoryIndex> {
  const index = new Map<string, () => readonly ChartVersion[]>();
  const isWanted = (name: string) => charts === undefined || charts.includes(name);
  for await (const { kind, text } of readIndexBlocks(chunks, (line) => isWanted(nameOf(line)))) {
    const value = parse(text);
    const entries = kind === "chart" ? value : entriesOf(value);
    if (!isJsonObject(entries)) continue;
    for (const name of Object.keys(entries).filter(isWanted)) {
      const versions = toVersions(entries[name] as JsonValue);
      // All versions of all charts take many times as much memory as the text that has them.
      index.set(name, kind === "rest" || charts !== undefined ? keep(versions) : readAgain(text, name));
    }
  }
  return { charts: [...index.keys()], versionsOf: (chart) => index.get(chart)?.() ?? [] };
}

/** The entries that are part of the rest, which also says whether this is an index. */
function entriesOf(rest: JsonValue): JsonValue | undefined {
  if (!isJsonObject(rest)) throw new HelmError("repository", "empty index.yaml file");
  if ((getOwn(rest, "apiVersion") ?? "") === "") throw new HelmError("repository", "no API version specified");
  return getOwn(rest, "entries");
}

// These are functions of their own so that what they give refers to nothing else.
function keep(versions: readonly ChartVersion[]): () => readonly ChartVersion[] {
  return () => versions;
}

function readAgain(text: string, chart: string): () => readonly ChartVersion[] {
  return () => {
    const entries = parse(text);
    return isJsonObject(entries) ? toVersions(getOwn(entries, chart) ?? null) : [];
  };
}

/** The key of a line. It is YAML, and may be quoted. */
function nameOf(line: string): string {
  const key = /^(.+?):(?:\s|$)/.exec(line.trim())?.[1] ?? line;
  return String(guarded(() => readYaml(key)) as string | number | boolean | null);
}

function parse(source: string): JsonValue {
  return guarded(() => readYaml(source));
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new HelmError("repository", error.message, { cause: error });
  }
}

const versionShape: StructShape = {
  kind: "struct",
  type: "repo.ChartVersion",
  name: "ChartVersion",
  fields: { ...metadataShape.fields, urls: texts, created: text, removed: flag, digest: text },
};

interface Ranked {
  readonly version: Version;
  readonly entry: ChartVersion;
}

function toVersions(entries: JsonValue): readonly ChartVersion[] {
  const list = Array.isArray(entries) ? (entries as readonly JsonValue[]) : [];
  const ranked = list.flatMap((entry): Ranked[] => {
    const version = entry === null ? undefined : toVersion(guarded(() => decode(entry, versionShape)) as JsonObject);
    return version === undefined ? [] : [{ version: parseVersion(version.metadata.version), entry: version }];
  });
  return ranked.sort((a, b) => compareVersions(b.version, a.version)).map(({ entry }) => entry);
}

function toVersion(decoded: JsonObject): ChartVersion | undefined {
  const metadata = toMetadata(decoded);
  const { urls, digest, created } = decoded as { urls?: readonly string[]; digest?: string; created?: string };
  try {
    const checked = checkMetadata({ ...metadata, apiVersion: metadata.apiVersion || "v1" });
    return { metadata: checked, urls: urls ?? [], digest: digest ?? "", created: created ?? "" };
  } catch (error) {
    if (error instanceof HelmError) return undefined;
    throw error;
  }
}
