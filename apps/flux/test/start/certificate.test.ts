import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { test } from "vitest";
import { createLocalCertificate } from "../../src/start/certificate.ts";

test("the certificate is its own authority, for this machine, for a year", ({ expect }) => {
  const { cert } = createLocalCertificate(new Date("2026-11-21T10:00:00Z"));
  const parsed = new X509Certificate(cert);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.ca).toBe(true);
  expect(parsed.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(parsed.checkHost("localhost")).toBe("localhost");
  expect(parsed.checkHost("example.com")).toBeUndefined();
  expect([parsed.validFrom, parsed.validTo]).toEqual(["Nov 20 10:00:00 2026 GMT", "Nov 21 10:00:00 2027 GMT"]);
});

test("a client that trusts it, and no other authority, connects", async ({ expect }) => {
  const { cert, key } = createLocalCertificate();
  const server = createServer({ cert, key }, (socket) => socket.end());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, ca: cert });
  await once(socket, "secureConnect");
  expect(socket.authorized).toBe(true);
  socket.destroy();
  server.close();
});

test("each certificate has a key of its own", ({ expect }) => {
  expect(createLocalCertificate().key).not.toBe(createLocalCertificate().key);
});
