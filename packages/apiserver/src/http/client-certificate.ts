import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { User } from "../request/user.ts";

/** Who a client is by its certificate: nobody when it has none, `"unknown"` when its issuer is not trusted. */
export function certificateUser({ socket }: IncomingMessage): User | "unknown" | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { subject, raw } = socket.getPeerCertificate();
  // Node gives an empty object where there is no certificate.
  if ((raw as Buffer | undefined) === undefined) return undefined;
  const name = onlyOne(subject.CN);
  if (!socket.authorized || name === undefined) return "unknown";
  const { O: groups = [] } = subject as { readonly O?: string | readonly string[] };
  const fingerprint = createHash("sha256").update(raw).digest("hex");
  return {
    name,
    groups: [...(typeof groups === "string" ? [groups] : groups), "system:authenticated"],
    extra: { "authentication.kubernetes.io/credential-id": [`X509SHA256=${fingerprint}`] },
  };
}

function onlyOne(name: string | readonly string[] | undefined): string | undefined {
  return typeof name === "string" ? name : name?.[0];
}
