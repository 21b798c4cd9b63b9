import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isJsonObject, type JsonObject, type JsonValue, messageOf, type Secret } from "@flux-ts/base";
import { emitYaml, parseYaml } from "@flux-ts/yaml";
import { KubeError } from "../errors.ts";

/** One context with its cluster and user, all under one name. */
export interface KubeconfigContext {
  readonly name: string;
  readonly server: string;
  /** PEM. */
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly serverName?: string;
  readonly token?: Secret;
  readonly clientCertificate?: { readonly cert: string; readonly key: Secret };
  readonly namespace?: string;
}

/** The text of a kubeconfig that holds this context, as the current one. It holds secrets in the clear. */
export function formatKubeconfig(context: KubeconfigContext): string {
  return emitYaml(withContext({ apiVersion: "v1", kind: "Config" }, context));
}

/**
 * Adds a context to a kubeconfig file, or replaces the one of its name, and makes it the current one. Everything else
 * in the file stays, other than comments and order. Only the owner may read the file; readers never see half of it.
 *
 * @throws KubeError `config` when the file is there and cannot be read or written.
 */
export async function writeKubeconfig(path: string, context: KubeconfigContext): Promise<void> {
  try {
    const document = (await readDocument(path)) ?? { apiVersion: "v1", kind: "Config" };
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.new`;
    await writeFile(draft, emitYaml(withContext(document, context)), { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, path);
  } catch (error) {
    throw new KubeError("config", `Cannot write the kubeconfig "${path}": ${messageOf(error)}`, { cause: error });
  }
}

async function readDocument(path: string): Promise<JsonObject | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  const document = parseYaml(text, { file: path });
  if (document === null) return undefined;
  if (isJsonObject(document)) return document;
  throw new TypeError("the file is not a kubeconfig");
}

function withContext(document: JsonObject, context: KubeconfigContext): JsonObject {
  const { name, namespace } = context;
  return {
    ...document,
    clusters: upsert(document["clusters"], { name, cluster: clusterOf(context) }),
    users: upsert(document["users"], { name, user: userOf(context) }),
    contexts: upsert(document["contexts"], {
      name,
      context: { cluster: name, user: name, ...(namespace !== undefined && { namespace }) },
    }),
    "current-context": name,
  };
}

function clusterOf({ server, ca, insecure, serverName }: KubeconfigContext): JsonObject {
  return {
    server,
    ...(ca !== undefined && { "certificate-authority-data": base64(ca) }),
    ...(insecure === true && { "insecure-skip-tls-verify": true }),
    ...(serverName !== undefined && { "tls-server-name": serverName }),
  };
}

function userOf({ token, clientCertificate }: KubeconfigContext): JsonObject {
  return {
    ...(token && { token: token.reveal() }),
    ...(clientCertificate && {
      "client-certificate-data": base64(clientCertificate.cert),
      "client-key-data": base64(clientCertificate.key.reveal()),
    }),
  };
}

function upsert(list: JsonValue | undefined, entry: JsonObject): readonly JsonValue[] {
  const others = Array.isArray(list)
    ? list.filter((item) => !isJsonObject(item) || item["name"] !== entry["name"])
    : [];
  return [...others, entry];
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
