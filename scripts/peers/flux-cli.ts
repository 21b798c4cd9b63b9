// The flux CLI carries what `flux install` writes as embedded files, which its module lacks: they are made here from
// the modules of the controllers, as upstream's release makes them.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf, type Go } from "./go.ts";
import { peerPath, peerVersions } from "./programs.ts";

/** Builds the CLI. The kustomize program must be there. */
export function buildFluxCli(folder: string, go: Go): string {
  const version = peerVersions.flux;
  const module = join(folder, "module");
  execFileSync("cp", ["-R", filesOf(go, `github.com/fluxcd/flux2/v2@v${version}`), module]);
  execFileSync("chmod", ["-R", "u+w", module]);
  writeManifests(module, go);
  go("-C", module, "build", `-ldflags=-X main.VERSION=${version}`, "-o", join(folder, "built"), "./cmd/flux");
  return join(folder, "built");
}

/** One file for each controller that can be had, and for the rules and policies around them. */
function writeManifests(module: string, go: Go): void {
  const sources = join(module, "manifests");
  const target = join(module, "cmd", "flux", "manifests");
  mkdirSync(target);
  const write = (name: string, path: string): void => {
    writeFileSync(join(target, `${name}.yaml`), kustomize(path));
  };
  for (const controller of readdirSync(join(sources, "bases"))) {
    const base = join(sources, "bases", controller);
    if (bringReleases(base, go)) write(controller, base);
  }
  write("rbac", join(sources, "rbac"));
  write("policies", join(sources, "policies"));
}

const release =
  /https:\/\/(?<repository>github\.com\/fluxcd\/[a-z-]+)\/releases\/download\/v(?<version>[0-9.]+)\/(?<file>[a-z-]+\.(?<part>crds|deployment)\.yaml)/g;
const partFolders: { readonly [part: string]: string } = { crds: "crd", deployment: "manager" };

/** Makes a base refer to files in place of those of a release; false when the module proxy does not have the module. */
function bringReleases(base: string, go: Go): boolean {
  const path = join(base, "kustomization.yaml");
  let text = readFileSync(path, "utf8");
  try {
    for (const { 0: url, groups = {} } of text.matchAll(release)) {
      const { repository = "", version = "", file = "", part = "" } = groups;
      const source = filesOf(go, moduleAt(repository, version));
      writeFileSync(join(base, file), kustomize(join(source, "config", partFolders[part] ?? part)));
      text = text.replace(url, file);
    }
  } catch (cause) {
    console.warn(`The flux CLI will not install ${base}: ${cause instanceof Error ? cause.message : String(cause)}`);
    return false;
  }
  writeFileSync(path, text);
  return true;
}

/** Modules beyond version 1 have it in their path. */
function moduleAt(repository: string, version: string): string {
  const major = Number(version.split(".", 1)[0]);
  return `${repository}${major > 1 ? `/v${major}` : ""}@v${version}`;
}

function kustomize(folder: string): string {
  return execFileSync(peerPath("kustomize"), ["build", folder], { encoding: "utf8", maxBuffer: 1 << 26 });
}
