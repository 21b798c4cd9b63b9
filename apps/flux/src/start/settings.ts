import { isAbsolute, resolve } from "node:path";
import { Secret } from "@flux-ts/base";
import type { GitCredentials, GitReference } from "@flux-ts/git";
import { CommandError } from "../program/errors.ts";
import type { FlagValues } from "../program/flag.ts";
import type { AccessFiles } from "./access-files.ts";
import type { startFlags } from "./flags.ts";

/** What `flux start` is asked to do. */
export interface StartSettings {
  /** Folder of everything that stays: the sample repository, the kubeconfig, the log. */
  readonly folder: string;
  /** Folder that keeps the cluster; without one it ends with the process. */
  readonly data: string | undefined;
  /** File with the snapshot that a new cluster begins with. */
  readonly importFile: string | undefined;
  /** File that the cluster is written to when the run ends. */
  readonly exportFile: string | undefined;
  readonly access: AccessFiles;
  readonly origin: Origin;
  /** What of the repository is followed; empty for its default branch. */
  readonly reference: GitReference;
  /** Folder of the repository that is applied. */
  readonly path: string;
  readonly ports: { readonly api: number; readonly git: number; readonly artifact: number };
  /** Ends as soon as the fleet is ready, or cannot become it. */
  readonly once: boolean;
}

/** Where the repository comes from. */
export type Origin =
  | { readonly kind: "sample" }
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "remote"; readonly url: string; readonly credentials?: GitCredentials };

const sampleBranch = "main";

/**
 * The settings that flags and environment give.
 *
 * @throws CommandError naming the flag. Credentials are in no message.
 */
export function settingsOf(
  flags: FlagValues<typeof startFlags>,
  { env, root }: { readonly env: NodeJS.ProcessEnv; readonly root: string },
): StartSettings {
  const origin = originOf(flags, env);
  const reference = referenceOf(flags);
  const isSample = origin.kind === "sample";
  const data = pathIn(flags.data);
  // What belongs to a cluster that is kept lies with it.
  const folder = pathIn(flags.dir) ?? data ?? resolve(root, ".flux");
  if (origin.kind === "folder" && origin.folder === folder) {
    throw new CommandError(`--dir and --git are the same folder, "${folder}": choose another one with --dir`);
  }
  return {
    folder,
    data,
    importFile: pathIn(flags.import),
    exportFile: pathIn(flags.export),
    access: accessOf(flags),
    origin,
    reference: isSample && Object.keys(reference).length === 0 ? { branch: sampleBranch } : reference,
    path: pathOf(flags.path || (isSample ? "./clusters/local" : "./")),
    ports: { api: flags["api-port"], git: flags["git-port"], artifact: flags["artifact-port"] },
    once: flags.once,
  };
}

function pathIn(text: string): string | undefined {
  return text === "" ? undefined : resolve(text);
}

function accessOf(flags: FlagValues<typeof startFlags>): AccessFiles {
  const [auditLog, auditPolicy] = [pathIn(flags["audit-log-path"]), pathIn(flags["audit-policy-file"])];
  if (auditPolicy !== undefined && auditLog === undefined) {
    throw new CommandError("--audit-policy-file needs --audit-log-path: the file that events are written to");
  }
  return { clientCa: pathIn(flags["client-ca-file"]), auditLog, auditPolicy };
}

function originOf(flags: FlagValues<typeof startFlags>, env: NodeJS.ProcessEnv): Origin {
  const { git } = flags;
  if (git === "") return { kind: "sample" };
  if (!git.includes("://") && !/^[^/]+@[^/]+:/.test(git)) return { kind: "folder", folder: resolve(git) };
  const url = URL.parse(git);
  if (url?.protocol === "file:") return { kind: "folder", folder: decodeURIComponent(url.pathname) };
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new CommandError("cannot use --git: expected an http or https URL, or a local folder");
  }
  const credentials = credentialsOf(url, flags, env);
  url.username = "";
  url.password = "";
  return { kind: "remote", url: url.href, ...(credentials && { credentials }) };
}

/** Flags win over the environment, both over the URL. A token is a password: Git hosts take any user name with it. */
function credentialsOf(
  url: URL,
  flags: FlagValues<typeof startFlags>,
  env: NodeJS.ProcessEnv,
): GitCredentials | undefined {
  const username = flags.username || env["GIT_USERNAME"] || decodeURIComponent(url.username);
  const secret =
    flags.password || flags.token || env["GIT_PASSWORD"] || env["GIT_TOKEN"] || decodeURIComponent(url.password);
  if (username === "" && secret === "") return undefined;
  if (secret === "") throw new CommandError("--username needs --password or --token");
  return { kind: "basic", username: username || "git", password: new Secret(secret) };
}

function referenceOf(flags: FlagValues<typeof startFlags>): GitReference {
  const { branch, tag, "tag-semver": semver, commit } = flags;
  return {
    ...(branch !== "" && { branch }),
    ...(tag !== "" && { tag }),
    ...(semver !== "" && { semver }),
    ...(commit !== "" && { commit }),
  };
}

function pathOf(path: string): string {
  if (isAbsolute(path)) throw new CommandError(`cannot use --path=${path}: expected a folder of the repository`);
  return path.startsWith("./") ? path : `./${path}`;
}
