import { messageOf, Secret } from "@flux-ts/base";
import type { GitRepository } from "@flux-ts/flux-api";
import type { GitCredentials, GitTls, Remote } from "@flux-ts/git";
import { StepError } from "./failure.ts";
import type { SecretValues } from "./ports.ts";
import { reasons, texts } from "./texts.ts";

/** The secrets an object names, as far as it names them. */
export interface AccessSecrets {
  readonly credentials?: SecretValues;
  readonly proxy?: SecretValues;
}

/**
 * Refuses what this controller does not do yet: such an object stalls with a message that names it,
 * rather than being fetched with the wrong identity or without the verification it asks for.
 *
 * @throws StepError
 */
export function checkSupported({ spec }: GitRepository): void {
  const { provider = "generic" } = spec;
  if (provider !== "generic") {
    const message = `spec.provider '${provider}' is not supported yet, use 'generic' with spec.secretRef`;
    throw new StepError("FetchFailed", reasons.invalidProvider, message, { disposition: "stall" });
  }
  if (spec.verify !== undefined) {
    const message = "spec.verify is not supported yet: the repository is not fetched without the verification";
    throw new StepError("SourceVerified", reasons.verificationError, message, { disposition: "stall" });
  }
}

/** The remote of an object with the credentials of its secrets. @throws StepError */
export function remoteOf(object: GitRepository, secrets: AccessSecrets, allowFile: boolean): Remote {
  const { url, secretRef } = object.spec;
  const values = secrets.credentials ?? new Map<string, Secret>();
  if (values.has("githubAppID")) {
    const message = texts.githubSecret(`${object.metadata.namespace}/${secretRef?.name}`);
    throw new StepError("FetchFailed", reasons.invalidProvider, message);
  }
  const credentials = credentialsOf(values, url);
  const tls = tlsOf(values);
  const proxy = secrets.proxy && proxyOf(secrets.proxy);
  return { url, allowFile, ...(credentials && { credentials }), ...(tls && { tls }), ...(proxy && { proxy }) };
}

function credentialsOf(values: SecretValues, url: string): GitCredentials | undefined {
  const token = values.get("bearerToken");
  if (token !== undefined) return { kind: "bearer", token };
  const [username, password] = [values.get("username")?.reveal() ?? "", values.get("password")];
  if (username !== "") return { kind: "basic", username, password: password ?? new Secret("") };
  if (password === undefined || password.reveal() === "") return undefined;
  throw authenticationFailed(texts.passwordWithoutUser(url.slice(0, url.indexOf(":"))));
}

function tlsOf(values: SecretValues): GitTls | undefined {
  const ca = (values.get("ca.crt") ?? values.get("caFile"))?.reveal();
  const [certificate, key] = [values.get("tls.crt"), values.get("tls.key")];
  if ((certificate === undefined) !== (key === undefined)) {
    throw authenticationFailed("'tls.crt' and 'tls.key' must be set together");
  }
  if (ca === undefined && certificate === undefined) return undefined;
  const client = certificate && key && { certificate: certificate.reveal(), key };
  return { ...(ca !== undefined && { ca }), ...(client && { client }) };
}

function authenticationFailed(cause: string): StepError {
  return new StepError("FetchFailed", reasons.authenticationFailed, texts.authenticationFailed(cause));
}

const proxySchemes = ["http:", "https:", "socks5:"];

function proxyOf(values: SecretValues): Secret {
  try {
    return proxyUrl(values);
  } catch (error) {
    // The cause may hold the address with its credentials.
    throw new StepError("FetchFailed", reasons.authenticationFailed, texts.proxyFailed(messageOf(error)));
  }
}

function proxyUrl(values: SecretValues): Secret {
  const url = URL.parse(values.get("address")?.reveal() ?? "");
  if (url === null) throw new TypeError("the secret must hold the URL of the proxy under 'address'");
  if (!proxySchemes.includes(url.protocol)) {
    throw new TypeError(
      `proxy URL must use one of the supported schemes (http, https, socks5), got '${url.protocol.slice(0, -1)}'`,
    );
  }
  const [username, password] = [values.get("username"), values.get("password")];
  if (username !== undefined) url.username = username.reveal();
  if (username !== undefined && password !== undefined) url.password = password.reveal();
  return new Secret(url.href);
}
