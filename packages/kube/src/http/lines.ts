const newline = 0x0a;

/**
 * Splits a stream of bytes into lines without their newline, empty ones left out. A last line without newline counts.
 * A chunk is decoded only when its line is complete, so that a character cut in two is never damaged.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let pending: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const line = join(pending, chunk.subarray(start, end));
      pending = [];
      start = end + 1;
      if (line !== "") yield line;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
  const rest = join(pending, Buffer.alloc(0));
  if (rest !== "") yield rest;
}

function join(pending: readonly Buffer[], last: Buffer): string {
  return pending.length === 0 ? last.toString("utf8") : Buffer.concat([...pending, last]).toString("utf8");
}
