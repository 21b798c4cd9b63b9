import { messageOf, Secret } from "@flux-ts/base";
import type { Clock } from "../clock.ts";
import { KubeError } from "../errors.ts";
import type { CredentialSource, Credentials } from "./access.ts";
import { execCredentials, type ExecContext } from "./exec.ts";
import { RotatedFile } from "./files.ts";
import type { PemSource, UserEntry } from "./model.ts";

/** The credentials of a user entry: an exec plugin, or token, password and certificate as they are given or kept in files. */
export function userCredentials(user: UserEntry, context: ExecContext): CredentialSource {
  if (user.exec) return withCertificate(user, execCredentials(user.exec, context), context.clock);
  return withCertificate(user, staticCredentials(user, context.clock), context.clock);
}

function staticCredentials(user: UserEntry, clock: Clock): CredentialSource {
  const { token, tokenFile, username, password } = user;
  const basic = username === undefined ? undefined : { username, password: password ?? new Secret("") };
  // As in client-go, the file wins while it can be read.
  const file = tokenFile === undefined ? undefined : tokenOfFile(tokenFile, clock);
  return async ({ stale }) => {
    const current = (await file?.(stale, token)) ?? token;
    return { ...(current && { token: current }), ...(basic && { basic }) };
  };
}

function tokenOfFile(
  path: string,
  clock: Clock,
): (fresh: boolean, otherwise: Secret | undefined) => Promise<Secret | undefined> {
  const file = new RotatedFile(path, clock);
  return async (fresh, otherwise) => {
    try {
      return new Secret((await file.read({ fresh })).trim());
    } catch (error) {
      if (otherwise) return undefined;
      throw new KubeError("credentials", `Cannot read the token file "${path}": ${messageOf(error)}`, { cause: error });
    }
  };
}

/** Adds the client certificate, read again when its files change. */
function withCertificate(user: UserEntry, source: CredentialSource, clock: Clock): CredentialSource {
  if (!user.certificate || !user.key) return source;
  const readCert = pemReader(user.certificate, clock);
  const readKey = pemReader(user.key, clock);
  return async (options) => {
    const [credentials, cert, key] = await Promise.all([source(options), readCert(), readKey()]);
    const clientCertificate = { cert, key: key instanceof Secret ? key : new Secret(key) };
    return { clientCertificate, ...credentials } satisfies Credentials;
  };
}

function pemReader<Text extends string | Secret>(source: PemSource<Text>, clock: Clock): () => Promise<Text | string> {
  const { data, file: path } = source;
  if (path === undefined) return () => Promise.resolve(data);
  const file = new RotatedFile(path, clock);
  return async () => {
    try {
      return await file.read({ fresh: false });
    } catch (error) {
      throw new KubeError("credentials", `Cannot read "${path}": ${messageOf(error)}`, { cause: error });
    }
  };
}
