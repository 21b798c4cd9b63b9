/** A document of a stream, or what is wrong with the line that ends it. */
export type DocumentPart = { readonly text: string } | { readonly fault: string };

/**
 * The documents of a stream as Kubernetes reads them: beside `---` only a comment may stand. The first line that has something else
 * takes its document with it, and ends the stream.
 */
export function splitDocuments(stream: string): readonly DocumentPart[] {
  const parts: DocumentPart[] = [];
  let start = 0;
  for (const line of stream.matchAll(/^---(.*)$/gm)) {
    const beside = (line[1] as string).trim();
    if (beside !== "" && !beside.startsWith("#")) {
      return [...parts, { fault: `invalid Yaml document separator: ${beside}` }];
    }
    parts.push({ text: stream.slice(start, line.index) });
    start = line.index + line[0].length;
  }
  return [...parts, { text: stream.slice(start) }];
}
