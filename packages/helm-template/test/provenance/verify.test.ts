import { verifyProvenance } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";
import signed from "./signed-by-helm.json" with { type: "json" };

const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64"));
const archive = bytes(signed.archive);
const { crypto } = nodePorts();
const settled = {
  archive,
  fileName: "c-0.1.0.tgz",
  keyrings: [bytes(signed.otherKeyring), bytes(signed.keyring)],
  now: Date.UTC(2027, 0, 1),
  crypto,
};

test("what Helm has signed is verified, and who signed it is told", async ({ expect }) => {
  expect(await verifyProvenance(signed.provenance, settled)).toEqual({
    signedBy: ["Ann Signer <ann@example.com>"],
    fingerprint: "842BDBAC953B358B78F45C72009B308766987FA4",
    digest: `sha256:${Buffer.from(crypto.digest("sha256", archive)).toString("hex")}`,
    chart: { name: "c", version: "0.1.0" },
  });
});

const faults: Record<string, { provenance?: string; options?: Partial<typeof settled>; want: RegExp }> = {
  "another name": {
    options: { fileName: "x.tgz" },
    want: /^provenance does not contain a SHA for a file named "x.tgz"$/,
  },
  "another archive": {
    options: { archive: archive.slice(1) },
    want: /^sha256 sum does not match for c-0.1.0.tgz: "sha256:\w{64}" != "sha256:\w{64}"$/,
  },
  "a text that was changed": {
    provenance: signed.provenance.replace("name: c", "name: d"),
    want: /^openpgp: invalid signature: /,
  },
  "no signature": { provenance: "files: {}\n", want: /^signature block not found$/ },
  "keys that are not trusted": {
    options: { keyrings: [bytes(signed.otherKeyring)] },
    want: /^openpgp: signature made by unknown entity$/,
  },
  "no keys": { options: { keyrings: [] }, want: /^openpgp: signature made by unknown entity$/ },
  "a key ring that is none": { options: { keyrings: [bytes("aGVsbG8=")] }, want: /^failed to load keyring: / },
  "a key that is not there yet": { options: { now: Date.UTC(2020, 0, 1) }, want: /^openpgp: invalid signature: / },
};

test.for(Object.entries(faults))("refuses %s", async ([, { provenance, options, want }], { expect }) => {
  await expect(verifyProvenance(provenance ?? signed.provenance, { ...settled, ...options })).rejects.toThrow(
    expect.objectContaining({ name: "HelmError", code: "provenance", message: expect.stringMatching(want) }),
  );
});
