import { KubeError, type KubeErrorCode } from "../errors.ts";

interface Explanation {
  readonly code: KubeErrorCode;
  readonly text: string;
}

const unreachable = (text: string): Explanation => ({ code: "unreachable", text });
const lost = (text: string): Explanation => ({ code: "connection-lost", text });
const untrusted = (why: string): Explanation =>
  unreachable(`${why}; check "certificate-authority-data" of the cluster in the kubeconfig`);

const explanations: { readonly [code: string]: Explanation } = {
  ECONNREFUSED: unreachable("connection refused; is the server running?"),
  ENOTFOUND: unreachable("the host name is unknown"),
  EAI_AGAIN: unreachable("the host name cannot be resolved right now"),
  EHOSTUNREACH: unreachable("no route to the host"),
  ENETUNREACH: unreachable("the network is unreachable"),
  ETIMEDOUT: unreachable("the connection timed out"),
  UND_ERR_CONNECT_TIMEOUT: unreachable("the connection timed out"),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted("the server's certificate is signed by an unknown authority"),
  UNABLE_TO_GET_ISSUER_CERT: untrusted("the server's certificate is signed by an unknown authority"),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted("the server's certificate is signed by an unknown authority"),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted("the server's certificate is signed by an unknown authority"),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted("the server's certificate is self-signed"),
  CERT_SIGNATURE_FAILURE: untrusted("the server's certificate is not signed by the given authority"),
  CERT_HAS_EXPIRED: unreachable("the server's certificate has expired"),
  ERR_TLS_CERT_ALTNAME_INVALID: unreachable(
    'the server\'s certificate is for another name; "tls-server-name" of the cluster in the kubeconfig may name it',
  ),
  ERR_SSL_WRONG_VERSION_NUMBER: unreachable("the server does not speak TLS; is it an http:// server?"),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: unreachable("the server does not speak TLS; is it an http:// server?"),
  UND_ERR_HEADERS_TIMEOUT: lost("no answer in time"),
  UND_ERR_BODY_TIMEOUT: lost("the answer stopped"),
  UND_ERR_SOCKET: lost("the server closed the connection"),
  ECONNRESET: lost("the server closed the connection"),
  EPIPE: lost("the server closed the connection"),
};

/** Says which server did not answer, and why, as far as the error tells. */
export function connectionError(error: unknown, server: string): KubeError {
  const known = explanations[codeOf(error) ?? ""];
  const { code, text } = known ?? lost(error instanceof Error ? error.message : String(error));
  const action = code === "unreachable" ? "Cannot reach" : "Lost the connection to";
  return new KubeError(code, `${action} the Kubernetes API at "${server}": ${text}`, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? code : codeOf(error.cause);
}
