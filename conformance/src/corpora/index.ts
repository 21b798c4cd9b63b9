import type { Corpus } from "../corpus.ts";
import { structuredMerge } from "./structured-merge.ts";

/** The corpora whose engines are there, in alphabetical order. */
export const corpora: readonly Corpus[] = [structuredMerge];
