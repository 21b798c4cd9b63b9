import type { Corpus } from "../corpus.ts";

/** The corpora whose engines are there, in alphabetical order. */
export const corpora: readonly Corpus[] = [];
