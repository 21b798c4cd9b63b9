import { X509Certificate } from "node:crypto";
import { TemplateSet } from "@flux-ts/go-template";
import { helmFunctions } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";

const templates = new TemplateSet("set", { functions: helmFunctions(nodePorts()) });

function render(template: string): readonly string[] {
  templates.parse("t", template);
  return templates.execute("t", null).split("|");
}

test("a signed certificate is verified by its authority", ({ expect }) => {
  const [authority = "", signed = ""] = render(
    '{{ $ca := genCA "my-ca" 365 }}{{ $c := genSignedCert "cn" (list "10.0.0.1" "::1") (list "a.b" "c.d") 30 $ca }}{{ $ca.Cert }}|{{ $c.Cert }}',
  );
  const [issuer, certificate] = [new X509Certificate(authority), new X509Certificate(signed)];
  expect(issuer.ca).toBe(true);
  expect(certificate.checkIssued(issuer)).toBe(true);
  expect(certificate.verify(issuer.publicKey)).toBe(true);
  expect(certificate.subject).toBe("CN=cn");
  expect(certificate.subjectAltName).toBe("DNS:a.b, DNS:c.d, IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1");
});

test.for(["ecdsa", "ed25519"])("a certificate signs itself with a key of kind %s", (kind, { expect }) => {
  const [text = ""] = render(`{{ (genSelfSignedCertWithKey "é" nil nil 10 (genPrivateKey "${kind}")).Cert }}`);
  const certificate = new X509Certificate(text);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.subject).toBe("CN=é");
});

test("a given certificate is taken as it is", ({ expect }) => {
  const [given, taken] = render(
    '{{ $c := genCA "x" 1 }}{{ $t := buildCustomCert (b64enc $c.Cert) (b64enc $c.Key) }}{{ $c.Cert }}|{{ $t.Cert }}',
  );
  expect(taken).toBe(given);
});
