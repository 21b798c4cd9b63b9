const alphabet = /^[A-Za-z0-9+/]$/;

/** The offset at which Go's decoder gives up on padded base64, where line breaks do not count; undefined when it is valid. */
export function base64Problem(text: string): number | undefined {
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) if (text[at] !== "\n" && text[at] !== "\r") places.push(at);
  for (let start = 0; start < places.length; start += 4) {
    const group = places.slice(start, start + 4);
    const bad = group.findIndex((at) => !alphabet.test(text[at] as string));
    const first = group[0] as number;
    if (bad < 0) {
      if (group.length < 4) return first;
      continue;
    }
    const at = group[bad] as number;
    if (text[at] !== "=" || bad < 2) return at;
    if (group.length < 4 && bad === 2) return text.length;
    if (bad === 2 && text[group[3] as number] !== "=") return group[3];
    return places[start + 4];
  }
  return undefined;
}
