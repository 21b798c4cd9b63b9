import { spawn } from "node:child_process";
import { isJsonObject, type JsonObject, type JsonValue, messageOf, parseJson, Secret } from "@flux-ts/base";
import type { Clock } from "../clock.ts";
import { KubeError } from "../errors.ts";
import type { CredentialSource, Credentials } from "./access.ts";
import type { ExecPlugin } from "./model.ts";

const group = "client.authentication.k8s.io";
const versions = [`${group}/v1`, `${group}/v1beta1`];
/** Credentials are renewed this long before they expire, so that none expires on its way. */
const marginMs = 10_000;

export interface ExecContext {
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  /** Whether somebody may be asked on the terminal. */
  readonly interactive: boolean;
  /** What the plugin is told of the cluster when it asks for it. */
  readonly cluster: JsonObject;
}

interface Issued {
  readonly credentials: Credentials;
  readonly expiresAt: number;
}

/**
 * Credentials from a plugin program, run when there are none, they expire or the server refuses them.
 * Callers that come while it runs share its answer.
 *
 * @throws KubeError `config` when the plugin can never be run this way.
 */
export function execCredentials(plugin: ExecPlugin, context: ExecContext): CredentialSource {
  if (!versions.includes(plugin.apiVersion)) {
    const known = versions.map((version) => `"${version}"`).join(" or ");
    throw new KubeError("config", `Plugin "${plugin.command}" wants the API "${plugin.apiVersion}": use ${known}`);
  }
  if (plugin.interactiveMode === "Always" && !context.interactive) {
    throw new KubeError("config", `Plugin "${plugin.command}" asks for input on a terminal, and there is none`);
  }
  let issued: Issued | undefined;
  let running: Promise<Issued> | undefined;
  return async ({ stale }) => {
    if (running) return (await running).credentials;
    if (issued && !stale && issued.expiresAt - context.clock.now() > marginMs) return issued.credentials;
    running = issue(plugin, context);
    try {
      issued = await running;
      return issued.credentials;
    } finally {
      running = undefined;
    }
  };
}

async function issue(plugin: ExecPlugin, context: ExecContext): Promise<Issued> {
  const output = await run(plugin, context);
  const failure = (problem: string): KubeError =>
    new KubeError("credentials", `Plugin "${plugin.command}" gave no credentials: ${problem}`);
  let answer: JsonValue;
  try {
    answer = parseJson(output);
  } catch {
    // The parser's message may quote the output, which may hold a token.
    throw failure("its output is not JSON");
  }
  if (!isJsonObject(answer) || answer["kind"] !== "ExecCredential") throw failure("its output is no ExecCredential");
  if (answer["apiVersion"] !== plugin.apiVersion) throw failure(`its output is not of "${plugin.apiVersion}"`);
  const issued = readStatus(answer["status"]);
  if (!issued) throw failure('"status" must hold a "token", or a "clientCertificateData" with a "clientKeyData"');
  return issued;
}

function readStatus(status: JsonValue | undefined): Issued | undefined {
  if (!isJsonObject(status)) return undefined;
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = status;
  const hasToken = typeof token === "string" && token !== "";
  const hasCertificate = typeof cert === "string" && typeof key === "string" && cert !== "" && key !== "";
  if (!hasToken && !hasCertificate) return undefined;
  const expiry = typeof expirationTimestamp === "string" ? Date.parse(expirationTimestamp) : Number.NaN;
  return {
    credentials: {
      ...(hasToken && { token: new Secret(token) }),
      ...(hasCertificate && { clientCertificate: { cert, key: new Secret(key) } }),
    },
    expiresAt: Number.isNaN(expiry) ? Number.POSITIVE_INFINITY : expiry,
  };
}

function run(plugin: ExecPlugin, { env, interactive, cluster }: ExecContext): Promise<string> {
  const attended = interactive && plugin.interactiveMode !== "Never";
  const spec = { interactive: attended, ...(plugin.provideClusterInfo && { cluster }) };
  const info = JSON.stringify({ apiVersion: plugin.apiVersion, kind: "ExecCredential", spec });
  const child = spawn(plugin.command, [...plugin.args], {
    env: { ...env, ...plugin.env, KUBERNETES_EXEC_INFO: info },
    stdio: [attended ? "inherit" : "ignore", "pipe", attended ? "inherit" : "pipe"],
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => complaints.push(chunk));
  child.once("error", (error) => reject(notStarted(plugin, error)));
  child.once("close", (code) => {
    if (code === 0) resolve(Buffer.concat(output).toString("utf8"));
    else reject(failed(plugin, code, Buffer.concat(complaints).toString("utf8")));
  });
  return promise;
}

function notStarted({ command, installHint }: ExecPlugin, error: Error): KubeError {
  const hint = installHint === "" ? "" : `\n${installHint}`;
  const missing = "code" in error && error.code === "ENOENT";
  const why = missing ? "it is not installed, or not in PATH" : messageOf(error);
  return new KubeError("credentials", `Cannot run the credential plugin "${command}": ${why}${hint}`, { cause: error });
}

function failed({ command }: ExecPlugin, code: number | null, complaints: string): KubeError {
  const said = complaints.trim();
  return new KubeError("credentials", `Plugin "${command}" failed with code ${code}${said === "" ? "" : `: ${said}`}`);
}
