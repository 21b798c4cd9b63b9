/** How remote services are reached, trusted and shared. */
import { boolean, list, mapOf, object, oneOf, optional, string } from "../schema/schema.ts";
import { localReference } from "./meta.ts";

export const cloudProvider = oneOf(["generic", "aws", "azure", "gcp"], {
  description: "Whose credentials are used; generic: those of secretRef or none.",
  default: "generic",
});

export const certSecretRef = localReference("Secret with client certificate (tls.crt, tls.key) and CA (ca.crt).");

export const proxySecretRef = localReference("Secret with the proxy to use.");

export const insecure = boolean({ description: "Allows plain HTTP." });

export const accessFrom = object(
  {
    namespaceSelectors: list(
      object({ matchLabels: optional(mapOf(string(), { description: "Labels of the namespaces; all when empty." })) }),
      { description: "Any of these selectors grants access." },
    ),
  },
  { description: "Namespaces whose objects may refer to this one." },
);

/** Verification of signatures of OCI artifacts. */
export const verificationFields = {
  provider: oneOf(["cosign", "notation"], { description: "What the artifact is signed with.", default: "cosign" }),
  secretRef: optional(localReference("Secret with trusted public keys, or with trust policy and CAs of notation.")),
};

export const matchOidcIdentity = list(
  object({
    issuer: string({ description: "Regular expression for the issuer of the identity." }),
    subject: string({ description: "Regular expression for the subject of the identity." }),
  }),
  { description: "Identities of keyless signatures, one of which must match." },
);
