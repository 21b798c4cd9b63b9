/** A part of an index file that is a YAML text of its own. */
export interface IndexBlock {
  /** The versions of one chart, under its name; or the rest of the file. */
  readonly kind: "chart" | "rest";
  readonly text: string;
}

/** Whether the versions of a chart are wanted, by the line that has its name. */
type IsWanted = (keyLine: string) => boolean;

/**
 * Cuts an index file while it arrives, so that only the versions of one chart are in memory at a time, and none of charts that are
 * not wanted. Files that are not written as block YAML (JSON is not) come as one part.
 */
export async function* readIndexBlocks(
  chunks: AsyncIterable<Uint8Array>,
  isWanted: IsWanted,
): AsyncGenerator<IndexBlock> {
  const cutter = new BlockCutter(isWanted);
  for await (const line of readLines(chunks)) {
    const block = cutter.add(line);
    if (block !== undefined) yield block;
  }
  yield* cutter.end();
}

async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  const last = rest + decoder.decode();
  if (last !== "") yield last;
}

class BlockCutter {
  readonly #isWanted: IsWanted;
  readonly #rest: string[] = [];
  #chart: string[] = [];
  /** Whether the chart that is being read is not wanted. */
  #isSkipped = false;
  #isInEntries = false;
  /** How far names of charts are indented, once that is known. */
  #indent: number | undefined;

  constructor(isWanted: IsWanted) {
    this.#isWanted = isWanted;
  }

  /** The part that the line ends, if it ends one. */
  add(line: string): IndexBlock | undefined {
    if (!this.#isInEntries) {
      this.#isInEntries = /^entries:\s*(?:#.*)?$/.test(line);
      if (!this.#isInEntries) this.#rest.push(line);
      return undefined;
    }
    const indent = line.search(/\S/);
    const isItem = line[indent] === "-";
    if (indent === 0 && !isItem && line[0] !== "#") {
      this.#isInEntries = false;
      this.#rest.push(line);
      return this.#take();
    }
    this.#indent ??= indent > 0 ? indent : undefined;
    const isKey = indent === this.#indent && !isItem && line[indent] !== "#";
    const ended = isKey ? this.#take() : undefined;
    if (isKey) this.#isSkipped = !this.#isWanted(line);
    if (!this.#isSkipped) this.#chart.push(line);
    return ended;
  }

  *end(): Generator<IndexBlock> {
    const last = this.#take();
    if (last !== undefined) yield last;
    yield { kind: "rest", text: textOf(this.#rest) };
  }

  #take(): IndexBlock | undefined {
    const lines = this.#chart;
    this.#chart = [];
    return lines.every((line) => line.trim() === "") ? undefined : { kind: "chart", text: textOf(lines) };
  }
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
