// Builds the real programs from their Go modules, into the cache outside of the repository.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFluxCli } from "./flux-cli.ts";
import { goIn, manifestOf, requireCommand, writeModule, type Go, type Recipe } from "./go.ts";
import { missingPeers, peerPath, peersDirectory, peerVersions, type FluxController, type Peer } from "./programs.ts";

const recipes: { readonly [peer in Peer]: Recipe } = {
  "kube-apiserver": buildKubeApiServer,
  etcd: buildEtcd,
  kustomize: buildKustomize,
  helm: buildHelm,
  "source-controller": fluxController("source-controller"),
  "kustomize-controller": fluxController("kustomize-controller"),
  "helm-controller": fluxController("helm-controller"),
  "notification-controller": fluxController("notification-controller"),
  "image-reflector-controller": fluxController("image-reflector-controller"),
  "image-automation-controller": fluxController("image-automation-controller"),
  flux: buildFluxCli,
};

/**
 * Builds those of the programs that are missing. On two cores the API server takes ten minutes, the others two to five.
 *
 * @throws Error that says what to do when there is no Go or a build fails.
 */
export function buildPeers(wanted: readonly Peer[]): void {
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

function fluxController(name: FluxController): Recipe {
  return (folder, go) => buildFluxController(folder, go, name);
}

/** A controller of Flux, with the replacements of its own manifest: Go ignores those of a module that is required. */
function buildFluxController(folder: string, go: Go, name: FluxController): string {
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
