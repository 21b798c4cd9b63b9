/**
 * The YAML documents of a rendered template: cut at lines that begin with `---`, without white space in front. What else stands in
 * such a line belongs to the document behind it. White space at the end is kept, for texts that ask for it.
 */
export function splitManifests(text: string): readonly string[] {
  return text
    .split(/^---/m)
    .map((document) => document.trimStart())
    .filter((document) => document !== "");
}
