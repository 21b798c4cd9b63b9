import type { FileReport } from "./run.ts";

/** Passed cases by corpus and file. The numbers may only rise. */
export type Baseline = { readonly [corpus: string]: { readonly [file: string]: number } };

/** What keeps a run from being accepted, as sentences. */
export function regressionsOf(reports: readonly FileReport[], baseline: Baseline): string[] {
  const fallen = reports
    .filter(({ corpus, file, passed }) => passed < (baseline[corpus]?.[file] ?? 0))
    .map(
      ({ corpus, file, passed }) => `${corpus} ${file}: ${passed} passed, the baseline is ${baseline[corpus]?.[file]}`,
    );
  const stale = reports.flatMap(({ corpus, stale }) =>
    stale.map((id) => `${corpus}: ${id} passes: take it off conformance/known-differences/${corpus}.json`),
  );
  return [...fallen, ...stale, ...missingFiles(reports, baseline)];
}

function missingFiles(reports: readonly FileReport[], baseline: Baseline): string[] {
  const seen = new Set(reports.map(({ corpus, file }) => `${corpus} ${file}`));
  const corpora = new Set(reports.map(({ corpus }) => corpus));
  return Object.entries(baseline)
    .filter(([corpus]) => corpora.has(corpus))
    .flatMap(([corpus, files]) => Object.keys(files).map((file) => `${corpus} ${file}`))
    .filter((name) => !seen.has(name))
    .map((name) => `${name}: in the baseline, but not in the corpus`);
}

/** The baseline after an accepted run: each number is the higher of the two. */
export function raiseBaseline(reports: readonly FileReport[], baseline: Baseline): Baseline {
  const raised: { [corpus: string]: { [file: string]: number } } = structuredClone(baseline);
  for (const { corpus, file, passed } of reports) {
    const files = (raised[corpus] ??= {});
    files[file] = Math.max(passed, files[file] ?? 0);
  }
  return raised;
}
