import { messageOf } from "@flux-ts/base";

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads an address as upstream's flags have it: `:8080` (every interface), `127.0.0.1:8080`, `[::1]:8080`; port 0 is
 * any free port. `0` alone switches the server off, as upstream's metrics flag does.
 *
 * @throws RangeError naming the flag when the text is no address.
 */
export function parseAddress(text: string, flag: string): Address | undefined {
  if (text === "0" || text === "") return undefined;
  const match = /^(.*):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match || port > 65_535) throw new RangeError(`Cannot use ${flag}=${text}: expected HOST:PORT, such as :8080`);
  const host = (match[1] ?? "").replace(/^\[(.*)\]$/, "$1");
  return { host: host === "" ? "0.0.0.0" : host, port };
}

/** Why a server could not listen, with what to do about it. */
export function listenFailure(error: unknown, { host, port }: Address, what: string): Error {
  const code = (error as { code?: string }).code;
  if (code === "EADDRINUSE") {
    return new Error(
      `Cannot serve ${what} on ${host}:${port}: the port is taken. Choose another one, or 0 for any free port`,
      {
        cause: error,
      },
    );
  }
  return new Error(`Cannot serve ${what} on ${host}:${port}: ${messageOf(error)}`, { cause: error });
}
