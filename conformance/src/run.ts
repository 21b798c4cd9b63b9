import { messageOf } from "@flux-ts/base";
import type { Corpus, CorpusCase, CorpusFile } from "./corpus.ts";

/** Reasons by case id for the cases of a corpus that are known to differ. */
export type KnownDifferences = { readonly [id: string]: string };

export interface FileReport {
  readonly corpus: string;
  readonly file: string;
  readonly total: number;
  readonly passed: number;
  /** Cases that differ and are listed with a reason. */
  readonly known: number;
  /** Cases that differ and are not listed. */
  readonly failures: readonly Failure[];
  /** Listed cases that pass: the list must shrink. */
  readonly stale: readonly string[];
}

export interface Failure {
  readonly id: string;
  readonly difference: string;
}

/** Runs every case of a corpus, file by file. A case that throws differs. */
export async function* runCorpus(
  corpus: Corpus,
  directory: string,
  known: KnownDifferences,
): AsyncGenerator<FileReport> {
  for (const file of await corpus.files(directory)) yield await runFile(corpus.name, file, known);
}

async function runFile(corpus: string, file: CorpusFile, known: KnownDifferences): Promise<FileReport> {
  const failures: Failure[] = [];
  const stale: string[] = [];
  let total = 0;
  let listed = 0;
  for await (const entry of file.cases) {
    total += 1;
    const difference = await differenceOf(entry);
    const isListed = Object.hasOwn(known, entry.id);
    if (difference === undefined && isListed) stale.push(entry.id);
    else if (difference !== undefined && isListed) listed += 1;
    else if (difference !== undefined) failures.push({ id: entry.id, difference });
  }
  return { corpus, file: file.name, total, passed: total - listed - failures.length, known: listed, failures, stale };
}

async function differenceOf(entry: CorpusCase): Promise<string | undefined> {
  try {
    return await entry.run();
  } catch (error) {
    return `the run itself failed: ${messageOf(error)}`;
  }
}
