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

/** The versions of each chart, newest first. */
export type RepositoryIndex = ReadonlyMap<string, readonly ChartVersion[]>;

export interface IndexOptions {
  /** Charts whose versions are kept; all of them when there is none. */
  readonly charts?: readonly string[];
}

/**
 * Reads the index file of a chart repository. Versions that are not valid are left out, as Helm leaves them out. Of a file in block
 * YAML, as Helm writes it, only the versions of one chart and those that are kept are in memory.
 *
 * @throws HelmError
 */
export async function readIndex(
  chunks: AsyncIterable<Uint8Array>,
  { charts }: IndexOptions = {},
): Promise<RepositoryIndex> {
  const index = new Map<string, readonly ChartVersion[]>();
  const isWanted = (name: string) => charts === undefined || charts.includes(name);
  const add = (entries: JsonValue | undefined): void => {
    if (!isJsonObject(entries)) return;
    for (const name of Object.keys(entries).filter(isWanted)) index.set(name, toVersions(entries[name] as JsonValue));
  };
  for await (const block of readIndexBlocks(chunks)) {
    if (block.kind === "chart" && !isWanted(nameOf(block.text))) continue;
    const value = parse(block.text);
    if (block.kind === "chart") {
      add(value);
      continue;
    }
    if (!isJsonObject(value)) throw new HelmError("repository", "empty index.yaml file");
    if ((getOwn(value, "apiVersion") ?? "") === "") throw new HelmError("repository", "no API version specified");
    add(getOwn(value, "entries"));
  }
  return index;
}

/** The key a block begins with: read alone, as the versions behind it are most of the file. */
function nameOf(block: string): string {
  const line = /^[^\S\n]*([^\s#].*)$/m.exec(block)?.[1] ?? "";
  const key = /^(.+?):(?:\s|$)/.exec(line)?.[1] ?? line;
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
