import { compilePattern } from "../chart/path-match.ts";
import { HelmError } from "../errors.ts";
import { formatManifest } from "./render-release.ts";
import type { RenderedRelease } from "./render-release.ts";
import { splitManifests } from "./split.ts";

export interface OutputOptions {
  /** @default true */
  readonly hooks?: boolean;
  /** Whether hooks for tests are there. @default true */
  readonly tests?: boolean;
  /** Patterns of paths in the chart; only what comes from these templates is there. */
  readonly showOnly?: readonly string[];
}

/**
 * A release as `helm template` prints it.
 *
 * @throws HelmError when nothing comes from a template that is to be shown
 */
export function formatRelease({ manifest, hooks }: RenderedRelease, options: OutputOptions = {}): string {
  const { hooks: withHooks = true, tests = true, showOnly = [] } = options;
  const shown = hooks.filter(({ events }) => withHooks && (tests || !events.includes("test")));
  const hookTexts = shown.map(({ path, manifest: content }) => formatManifest({ path, content }));
  const text = `${manifest.trim()}\n${hookTexts.join("")}`;
  return showOnly.length === 0 ? text : showOnly.map((pattern) => select(text, pattern)).join("");
}

function select(text: string, pattern: string): string {
  const matcher = compilePattern(pattern);
  const found = splitManifests(text).filter((document) => {
    const path = /# Source: [^/]+\/(.+)/.exec(document)?.[1];
    return path !== undefined && matcher.test(path);
  });
  if (found.length === 0) throw new HelmError("release", `could not find template ${pattern} in chart`);
  return found.map((document) => `---\n${document}\n`).join("");
}
