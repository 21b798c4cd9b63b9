/** One line of results. The first column says what was measured. */
export type Row = { readonly [column: string]: string | number };

export interface Benchmark {
  /** As the command line names it. */
  readonly name: string;
  /** What its rows say, in one line. */
  readonly about: string;
  /** Runs it. Rows come as they are measured. */
  run(): AsyncIterable<Row>;
}
