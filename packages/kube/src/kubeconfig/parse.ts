import { dirname, isAbsolute, resolve } from "node:path";
import { isJsonObject, type JsonObject, type JsonValue, messageOf, Secret } from "@flux-ts/base";
import { parseYaml } from "@flux-ts/yaml";
import type { Impersonation } from "../client/client.ts";
import { KubeError } from "../errors.ts";
import type { ClusterEntry, ContextEntry, ExecPlugin, Kubeconfig, PemSource, UserEntry } from "./model.ts";

/**
 * Reads one kubeconfig. Relative paths in it count from the folder of `file`.
 *
 * @throws KubeError `config`
 */
export function parseKubeconfig(text: string, file: string): Kubeconfig {
  const document = parseDocument(text, file);
  const reader = new EntryReader(file);
  return {
    files: [file],
    currentContext: reader.text(document, "current-context") ?? "",
    contexts: reader.entries(document, "contexts", "context", (fields) => readContext(reader, fields)),
    clusters: reader.entries(document, "clusters", "cluster", (fields) => readCluster(reader, fields)),
    users: reader.entries(document, "users", "user", (fields) => readUser(reader, fields)),
  };
}

/** Merges as kubectl does: of each name, the first file that has it wins, whole; so does the first current context. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const merge = <T>(pick: (config: Kubeconfig) => ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map(configs.toReversed().flatMap((config) => [...pick(config)]));
  return {
    files: configs.flatMap(({ files }) => files),
    currentContext: configs.find(({ currentContext }) => currentContext !== "")?.currentContext ?? "",
    contexts: merge(({ contexts }) => contexts),
    clusters: merge(({ clusters }) => clusters),
    users: merge(({ users }) => users),
  };
}

function parseDocument(text: string, file: string): JsonObject {
  let document: JsonValue;
  try {
    document = parseYaml(text, { file });
  } catch (error) {
    throw new KubeError("config", `Kubeconfig "${file}" is not YAML: ${messageOf(error)}`, { cause: error });
  }
  if (document === null) return {};
  if (isJsonObject(document)) return document;
  throw new KubeError("config", `Kubeconfig "${file}" must be an object with "clusters", "users" and "contexts"`);
}

function readContext(reader: EntryReader, fields: JsonObject): ContextEntry {
  const namespace = reader.text(fields, "namespace");
  return {
    cluster: reader.text(fields, "cluster") ?? "",
    user: reader.text(fields, "user") ?? "",
    ...(namespace !== undefined && { namespace }),
  };
}

function readCluster(reader: EntryReader, fields: JsonObject): ClusterEntry {
  return defined({
    server: reader.text(fields, "server"),
    ca: reader.pem(fields, "certificate-authority"),
    insecure: fields["insecure-skip-tls-verify"] === true ? true : undefined,
    serverName: reader.text(fields, "tls-server-name"),
    proxyUrl: reader.text(fields, "proxy-url"),
  });
}

function readUser(reader: EntryReader, fields: JsonObject): UserEntry {
  const key = reader.pem(fields, "client-key");
  return defined({
    token: secretOf(reader.text(fields, "token")),
    tokenFile: reader.path(fields, "tokenFile"),
    username: reader.text(fields, "username"),
    password: secretOf(reader.text(fields, "password")),
    certificate: reader.pem(fields, "client-certificate"),
    key: key?.data === undefined ? key : { data: new Secret(key.data) },
    exec: isJsonObject(fields["exec"]) ? readExec(reader, fields["exec"]) : undefined,
    impersonate: readImpersonation(reader, fields),
  });
}

function readExec(reader: EntryReader, fields: JsonObject): ExecPlugin {
  const command = reader.text(fields, "command");
  if (command === undefined) throw reader.error('a user\'s "exec" needs a "command"');
  const mode = reader.text(fields, "interactiveMode") ?? "IfAvailable";
  if (mode !== "Never" && mode !== "IfAvailable" && mode !== "Always") {
    throw reader.error(`"interactiveMode" must be Never, IfAvailable or Always, not "${mode}"`);
  }
  const env = objectsOf(fields["env"]).map((entry) => [reader.text(entry, "name"), reader.text(entry, "value")]);
  return {
    apiVersion: reader.text(fields, "apiVersion") ?? "",
    // A name is looked up in PATH, a path counts from the kubeconfig.
    command: /[\\/]/.test(command) ? reader.resolve(command) : command,
    args: textsOf(fields["args"]),
    env: Object.fromEntries(env.map(([name = "", value = ""]) => [name, value])),
    installHint: reader.text(fields, "installHint") ?? "",
    provideClusterInfo: fields["provideClusterInfo"] === true,
    interactiveMode: mode,
  };
}

function readImpersonation(reader: EntryReader, fields: JsonObject): Impersonation | undefined {
  const user = reader.text(fields, "as");
  if (user === undefined) return undefined;
  const extra = isJsonObject(fields["as-user-extra"]) ? fields["as-user-extra"] : undefined;
  return {
    user,
    ...defined({
      groups: fields["as-groups"] === undefined ? undefined : textsOf(fields["as-groups"]),
      uid: reader.text(fields, "as-uid"),
      extra: extra && Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, textsOf(values)])),
    }),
  };
}

/** Reads fields of one file; complains with its name. */
class EntryReader {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  error(problem: string): KubeError {
    return new KubeError("config", `Kubeconfig "${this.#file}": ${problem}`);
  }

  /** The named entries of a list; an entry without a body is an empty one. */
  entries<T>(
    document: JsonObject,
    list: string,
    body: string,
    read: (fields: JsonObject) => T,
  ): ReadonlyMap<string, T> {
    const entries = new Map<string, T>();
    for (const entry of objectsOf(document[list])) {
      const name = this.text(entry, "name");
      if (name === undefined) throw this.error(`every entry of "${list}" needs a "name"`);
      const fields = entry[body];
      entries.set(name, read(isJsonObject(fields) ? fields : {}));
    }
    return entries;
  }

  /** A text that is not empty. */
  text(fields: JsonObject, name: string): string | undefined {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") throw this.error(`"${name}" must be text, quote it`);
    return value;
  }

  path(fields: JsonObject, name: string): string | undefined {
    const path = this.text(fields, name);
    return path === undefined ? undefined : this.resolve(path);
  }

  /** PEM by `<name>-data` (base64), which wins, or in the file `<name>`. */
  pem(fields: JsonObject, name: string): PemSource | undefined {
    const data = this.text(fields, `${name}-data`);
    if (data !== undefined) return { data: Buffer.from(data, "base64").toString("utf8") };
    const file = this.path(fields, name);
    return file === undefined ? undefined : { file };
  }

  resolve(path: string): string {
    return isAbsolute(path) ? path : resolve(dirname(this.#file), path);
  }
}

function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function secretOf(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : new Secret(text);
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves undefined fields out. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
