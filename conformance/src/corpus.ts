/** A corpus of recorded cases: how to read it and how to run one case of it. */
export interface Corpus {
  /** Name of its folder in the corpus directory. */
  readonly name: string;
  /** The files that hold cases, relative to the corpus folder. */
  files(directory: string): Promise<readonly CorpusFile[]>;
}

export interface CorpusFile {
  readonly name: string;
  readonly cases: AsyncIterable<CorpusCase> | readonly CorpusCase[];
}

export interface CorpusCase {
  readonly id: string;
  /** undefined when the case passes, else what differs. */
  run(): Promise<string | undefined> | string | undefined;
}
