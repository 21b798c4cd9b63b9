import manifest from "../package.json" with { type: "json" };

/** The version of this program: the line of Flux it is compatible with, then our own count, such as `2.9.4+ts.1`. */
export function formatVersion(): string {
  return manifest.version;
}

/** The version of Flux that this program is compatible with, such as `v2.9.4`: what it says where upstream says its own. */
export function upstreamVersion(): string {
  return `v${manifest.version.replace(/\+.*/, "")}`;
}
