// Builds the real programs from their Go modules, into the cache outside of the repository.
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingPeers, peerPath, peersDirectory, peerVersions, type Peer } from "./programs.ts";

/** Runs the go command in a folder and gives what it prints. */
type Go = (...args: readonly string[]) => string;

/** Builds a program in an empty folder and gives its path. */
type Recipe = (folder: string, go: Go) => string;

const recipes: { readonly [peer in Peer]: Recipe } = {
  "kube-apiserver": buildKubeApiServer,
  etcd: buildEtcd,
  kustomize: buildKustomize,
  helm: buildHelm,
  "source-controller": (folder, go) => buildFluxController(folder, go, "source-controller"),
  "kustomize-controller": (folder, go) => buildFluxController(folder, go, "kustomize-controller"),
};

/**
 * Builds those of the programs that are missing: some ten minutes for all on two cores.
 *
 * @throws Error that says what to do when there is no Go or a build fails.
 */
export function buildPeers(wanted?: readonly Peer[]): void {
  const missing = missingPeers(wanted);
  if (missing.length === 0) return;
  requireGo(missing);
  mkdirSync(peersDirectory, { recursive: true });
  for (const peer of missing) {
    console.log(`Building ${peer} ${peerVersions[peer]} into ${peersDirectory}`);
    build(peer);
  }
}

function requireGo(missing: readonly Peer[]): void {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
  } catch (cause) {
    throw new Error(`Cannot build ${missing.join(", ")}: install Go 1.26 or newer (https://go.dev/dl)`, { cause });
  }
}

function build(peer: Peer): void {
  const folder = mkdtempSync(join(tmpdir(), "flux-peers-"));
  try {
    const built = recipes[peer](folder, goIn(folder));
    // Temporary folders may be on another disk, and whoever looks meanwhile must not find half a program.
    const arriving = `${peerPath(peer)}.${process.pid}`;
    copyFileSync(built, arriving);
    chmodSync(arriving, 0o755);
    renameSync(arriving, peerPath(peer));
  } catch (cause) {
    throw new Error(`Cannot build ${peer} ${peerVersions[peer]}: see the message of go above`, { cause });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function goIn(cwd: string): Go {
  const options: ExecFileSyncOptionsWithStringEncoding = {
    cwd,
    encoding: "utf8",
    env: { ...process.env, GOBIN: cwd, GOWORK: "off" },
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 26,
  };
  return (...args) => execFileSync("go", args, options);
}

function buildKubeApiServer(folder: string, go: Go): string {
  const version = peerVersions["kube-apiserver"];
  const staging = `v${version.replace(/^1\./, "0.")}`;
  const replacements = stagingModules(go).map((module) => `${module} => ${module} ${staging}`);
  writeModule(folder, `k8s.io/kubernetes v${version}`, replacements);
  requireCommand(folder, "k8s.io/kubernetes/cmd/kube-apiserver");
  const [major = "", minor = ""] = version.split(".");
  const stamp = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
  const flags = Object.entries(stamp).map(([key, value]) => `-X k8s.io/component-base/version.${key}=${value}`);
  go("build", "-mod=mod", `-ldflags=${flags.join(" ")}`, "-o", "built", "k8s.io/kubernetes/cmd/kube-apiserver");
  return join(folder, "built");
}

/** The modules that Kubernetes develops in its own tree: it requires them at v0.0.0, they are published as v0.x. */
function stagingModules(go: Go): readonly string[] {
  const { Require } = manifestOf(go, `k8s.io/kubernetes@v${peerVersions["kube-apiserver"]}`);
  return Require.filter(({ Version }) => Version === "v0.0.0").map(({ Path }) => Path);
}

/** Versions that the module proxy does not serve, and the nearest ones that it does. */
const stoodIn = ["github.com/fluxcd/pkg/artifact => github.com/fluxcd/pkg/artifact v0.18.0"];

/** A controller of Flux, with the replacements of its own manifest: Go ignores those of a module that is required. */
function buildFluxController(folder: string, go: Go, name: "source-controller" | "kustomize-controller"): string {
  const module = `github.com/fluxcd/${name}`;
  const version = `v${peerVersions[name]}`;
  const replacements = manifestOf(go, `${module}@${version}`).Replace.flatMap(({ Old, New }) =>
    // Its own packages by path are published as modules, too.
    New.Version === undefined ? [] : [`${Old.Path} => ${New.Path} ${New.Version}`],
  );
  writeModule(folder, `${module} ${version}`, [...replacements, ...stoodIn]);
  requireCommand(folder, module);
  go("build", "-mod=mod", "-o", "built", module);
  return join(folder, "built");
}

interface GoModule {
  readonly Path: string;
  readonly Version?: string;
}

interface GoManifest {
  readonly Require: readonly GoModule[];
  readonly Replace: readonly { readonly Old: GoModule; readonly New: GoModule }[];
}

function manifestOf(go: Go, module: string): GoManifest {
  const { GoMod } = JSON.parse(go("mod", "download", "-json", module)) as { GoMod: string };
  const { Require, Replace } = JSON.parse(go("mod", "edit", "-json", GoMod)) as Partial<GoManifest>;
  return { Require: Require ?? [], Replace: Replace ?? [] };
}

function buildEtcd(folder: string, go: Go): string {
  writeModule(folder, `go.etcd.io/etcd/server/v3 v${peerVersions.etcd}`);
  writeFileSync(
    join(folder, "main.go"),
    `package main\n\nimport (\n\t"os"\n\n\t"go.etcd.io/etcd/server/v3/etcdmain"\n)\n\nfunc main() { etcdmain.Main(os.Args) }\n`,
  );
  go("build", "-mod=mod", "-o", "built", ".");
  return join(folder, "built");
}

function buildKustomize(folder: string, go: Go): string {
  go("install", `sigs.k8s.io/kustomize/kustomize/v5@v${peerVersions.kustomize}`);
  return join(folder, "kustomize");
}

function buildHelm(folder: string, go: Go): string {
  go("install", `helm.sh/helm/v4/cmd/helm@v${peerVersions.helm}`);
  return join(folder, "helm");
}

function writeModule(folder: string, requirement: string, replacements: readonly string[] = []): void {
  const replaced = replacements.map((line) => `replace ${line}\n`).join("");
  writeFileSync(join(folder, "go.mod"), `module peers\n\ngo 1.26\n\nrequire ${requirement}\n\n${replaced}`);
}

/** A program of another module is only in the build when something imports it. */
function requireCommand(folder: string, path: string): void {
  writeFileSync(join(folder, "tools.go"), `//go:build tools\n\npackage peers\n\nimport _ "${path}"\n`);
}
