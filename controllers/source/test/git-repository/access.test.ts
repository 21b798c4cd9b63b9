import { Secret } from "@flux-ts/base";
import type { Remote } from "@flux-ts/git";
import { test } from "vitest";
import { checkSupported, remoteOf } from "../../src/git-repository/access.ts";
import type { SecretValues } from "../../src/git-repository/ports.ts";
import { repository } from "./objects.ts";

const url = "https://example.com/fleet.git";

function values(texts: Record<string, string>): SecretValues {
  return new Map(Object.entries(texts).map(([key, text]) => [key, new Secret(text)]));
}

/** A remote with its secrets in the open. */
function reveal(remote: Remote): unknown {
  return JSON.parse(
    JSON.stringify(remote, (_key, value: unknown) => (value instanceof Secret ? value.reveal() : value)),
  );
}

const object = repository({ secretRef: { name: "auth" } });

const cases: Record<string, { secret: Record<string, string>; want: object }> = {
  "no credentials": { secret: {}, want: {} },
  "a user and a password": {
    secret: { username: "ada", password: "s3cret" },
    want: { credentials: { kind: "basic", username: "ada", password: "***" } },
  },
  "a user without a password": {
    secret: { username: "ada" },
    want: { credentials: { kind: "basic", username: "ada", password: "***" } },
  },
  "a token, which wins over a password": {
    secret: { username: "ada", password: "s3cret", bearerToken: "t0ken" },
    want: { credentials: { kind: "bearer", token: "***" } },
  },
  "ca.crt, which wins over caFile": { secret: { "ca.crt": "one", caFile: "two" }, want: { tls: { ca: "one" } } },
  caFile: { secret: { caFile: "two" }, want: { tls: { ca: "two" } } },
  "a client certificate": {
    secret: { "tls.crt": "crt", "tls.key": "key" },
    want: { tls: { client: { certificate: "crt", key: "***" } } },
  },
};
test.for(Object.entries(cases))("a secret may hold %s", ([, { secret, want }], { expect }) => {
  const remote = remoteOf(object, { credentials: values(secret) }, false);
  expect(JSON.parse(JSON.stringify(remote))).toEqual({ url, allowFile: false, ...want });
});

test("a proxy is used with its credentials", ({ expect }) => {
  const proxy = values({ address: "http://proxy.example.com:3128", username: "ada", password: "p@ss" });
  expect(remoteOf(object, { proxy }, false).proxy?.reveal()).toBe("http://ada:p%40ss@proxy.example.com:3128/");
});

test("credentials reach the remote whole", ({ expect }) => {
  const remote = remoteOf(object, { credentials: values({ username: "ada", password: "s3cret" }) }, false);
  expect(reveal(remote)).toMatchObject({ credentials: { kind: "basic", username: "ada" } });
  expect(remote.credentials?.kind === "basic" && remote.credentials.password.reveal()).toBe("s3cret");
});

const refused: Record<
  string,
  { credentials?: Record<string, string>; proxy?: Record<string, string>; reason: string; message: string }
> = {
  "a password without a user": {
    credentials: { password: "s3cret" },
    reason: "AuthenticationFailed",
    message:
      "failed to configure authentication options: invalid 'https' auth option: 'password' requires 'username' to be set",
  },
  "a certificate without its key": {
    credentials: { "tls.crt": "crt" },
    reason: "AuthenticationFailed",
    message: "failed to configure authentication options: 'tls.crt' and 'tls.key' must be set together",
  },
  "an app of GitHub": {
    credentials: { githubAppID: "1" },
    reason: "InvalidProviderConfiguration",
    message: "secretRef 'flux-system/auth' has github app data but provider is not set to github",
  },
  "a proxy without an address": {
    proxy: { username: "ada" },
    reason: "AuthenticationFailed",
    message: "failed to configure proxy options: the secret must hold the URL of the proxy under 'address'",
  },
  "a proxy of another kind": {
    proxy: { address: "ftp://proxy.example.com" },
    reason: "AuthenticationFailed",
    message:
      "failed to configure proxy options: proxy URL must use one of the supported schemes (http, https, socks5), got 'ftp'",
  },
};
test.for(Object.entries(refused))("%s is refused", ([, { credentials, proxy, reason, message }], { expect }) => {
  const secrets = { ...(credentials && { credentials: values(credentials) }), ...(proxy && { proxy: values(proxy) }) };
  expect(() => remoteOf(object, secrets, false)).toThrow(
    expect.objectContaining({ condition: "FetchFailed", reason, message, disposition: "retry" }),
  );
});

test.for([
  [
    { provider: "github" } as const,
    "FetchFailed",
    "InvalidProviderConfiguration",
    "spec.provider 'github' is not supported yet",
  ],
  [
    { verify: { secretRef: { name: "keys" } } },
    "SourceVerified",
    "VerificationError",
    "spec.verify is not supported yet",
  ],
] as const)("what is not supported yet stalls and is named: %o", ([spec, condition, reason, message], { expect }) => {
  expect(() => checkSupported(repository(spec))).toThrow(
    expect.objectContaining({ condition, reason, disposition: "stall", message: expect.stringContaining(message) }),
  );
});
