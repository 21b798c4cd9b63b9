/** A part of an index file that is a YAML text of its own. */
export interface IndexBlock {
  /** The versions of one chart, under its name; or the rest of the file. */
  readonly kind: "chart" | "rest";
  readonly text: string;
}

/**
 * Cuts an index file while it arrives, so that only the versions of one chart are in memory at a time. Files that are not written
 * as block YAML (JSON is not) come as one part.
 */
export async function* readIndexBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<IndexBlock> {
  const cutter = new BlockCutter();
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
  #rest = "";
  #chart = "";
  #isInEntries = false;
  /** How far names of charts are indented, once that is known. */
  #indent: number | undefined;

  /** The part that the line ends, if it ends one. */
  add(line: string): IndexBlock | undefined {
    if (!this.#isInEntries) {
      this.#isInEntries = /^entries:\s*(?:#.*)?$/.test(line);
      if (!this.#isInEntries) this.#rest += `${line}\n`;
      return undefined;
    }
    const indent = line.search(/\S/);
    const isItem = line[indent] === "-";
    if (indent === 0 && !isItem && line[0] !== "#") {
      this.#isInEntries = false;
      this.#rest += `${line}\n`;
      return this.#take();
    }
    this.#indent ??= indent > 0 ? indent : undefined;
    const ended = indent === this.#indent && !isItem && line[indent] !== "#" ? this.#take() : undefined;
    this.#chart += `${line}\n`;
    return ended;
  }

  *end(): Generator<IndexBlock> {
    const last = this.#take();
    if (last !== undefined) yield last;
    yield { kind: "rest", text: this.#rest };
  }

  #take(): IndexBlock | undefined {
    const text = this.#chart;
    this.#chart = "";
    return text.trim() === "" ? undefined : { kind: "chart", text };
  }
}
