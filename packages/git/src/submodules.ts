import { gitEnvironment } from "./environment.ts";
import { GitProcessError, runGit } from "./process.ts";
import { submoduleRemote } from "./remote.ts";
import type { CheckedRemote } from "./remote.ts";

/** The submodules that `.gitmodules` of a commit names, by path. One without path or URL is left out, as upstream does. */
export async function listModules(
  remote: CheckedRemote,
  commit: string,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, CheckedRemote>> {
  const args = ["config", "-z", "--blob", `${commit}:.gitmodules`, "--get-regexp", "^submodule\\..*\\.(path|url)$"];
  const output = await runGit({ args, cwd: folder, env: gitEnvironment(), signal }).catch((error: unknown) => {
    if (error instanceof GitProcessError) return "";
    throw error;
  });
  const settings = parseSettings(output);
  const modules = new Map<string, CheckedRemote>();
  for (const { path, url } of settings.values()) {
    if (path !== undefined && url !== undefined) modules.set(path, submoduleRemote(remote, url));
  }
  return modules;
}

interface ModuleSettings {
  path?: string;
  url?: string;
}

/** Reads what `git config -z` prints: a key, a line feed, the value, a zero byte. */
function parseSettings(output: string): ReadonlyMap<string, ModuleSettings> {
  const settings = new Map<string, ModuleSettings>();
  for (const item of output.split("\0")) {
    const match = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(item);
    if (match === null) continue;
    const [, name = "", field, value = ""] = match;
    const module = settings.get(name) ?? {};
    settings.set(name, { ...module, [field as "path" | "url"]: value });
  }
  return settings;
}
