import { expect, test } from "vitest";
import { proxyFromEnv } from "../../src/kubeconfig/proxy.ts";

const proxy = "http://proxy:3128";

const cases: Record<string, { server: string; env: Record<string, string>; want: string | undefined }> = {
  "https servers": {
    server: "https://api.example.com",
    env: { HTTPS_PROXY: proxy, HTTP_PROXY: "http://other" },
    want: proxy,
  },
  "http servers": { server: "http://api.example.com", env: { HTTP_PROXY: proxy }, want: proxy },
  "lower case": { server: "https://api.example.com", env: { https_proxy: proxy }, want: proxy },
  "a proxy without scheme": { server: "https://api.example.com", env: { HTTPS_PROXY: "proxy:3128" }, want: proxy },
  "no proxy is set": { server: "https://api.example.com", env: {}, want: undefined },
  "this machine": { server: "https://127.0.0.2:6443", env: { HTTPS_PROXY: proxy }, want: undefined },
  "this machine by IPv6": { server: "https://[::1]:6443", env: { HTTPS_PROXY: proxy }, want: undefined },
  "all hosts excepted": {
    server: "https://api.example.com",
    env: { HTTPS_PROXY: proxy, NO_PROXY: "*" },
    want: undefined,
  },
  "a host excepted": {
    server: "https://api.example.com",
    env: { HTTPS_PROXY: proxy, NO_PROXY: "x, API.example.com" },
    want: undefined,
  },
  "a domain excepted": {
    server: "https://api.example.com",
    env: { HTTPS_PROXY: proxy, NO_PROXY: "example.com" },
    want: undefined,
  },
  "only what is below a domain excepted": {
    server: "https://example.com",
    env: { HTTPS_PROXY: proxy, NO_PROXY: ".example.com" },
    want: proxy,
  },
  "another domain with the same end": {
    server: "https://my-example.com",
    env: { HTTPS_PROXY: proxy, NO_PROXY: "example.com" },
    want: proxy,
  },
  "a port excepted": {
    server: "https://api.example.com",
    env: { HTTPS_PROXY: proxy, NO_PROXY: "api.example.com:443" },
    want: undefined,
  },
  "another port excepted": {
    server: "https://api.example.com",
    env: { HTTPS_PROXY: proxy, NO_PROXY: "api.example.com:8443" },
    want: proxy,
  },
  "an address range excepted": {
    server: "https://10.96.0.1",
    env: { HTTPS_PROXY: proxy, NO_PROXY: "10.96.0.0/12" },
    want: undefined,
  },
  "another address range": {
    server: "https://10.128.0.1",
    env: { HTTPS_PROXY: proxy, NO_PROXY: "10.96.0.0/12" },
    want: proxy,
  },
  "an IPv6 address excepted": {
    server: "https://[fd00::1]",
    env: { HTTPS_PROXY: proxy, NO_PROXY: "fd00::1" },
    want: undefined,
  },
};

test.for(Object.entries(cases))("proxy of the environment: %s", ([, { server, env, want }]) => {
  expect(proxyFromEnv(new URL(server), env)).toBe(want);
});
