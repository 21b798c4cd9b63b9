import { inspect } from "node:util";
import { test } from "vitest";
import { maskUrls, Secret } from "@flux-ts/base";

const printings: Record<string, (secret: Secret) => string> = {
  "a template": (secret) => `text ${String(secret)}`,
  JSON: (secret) => JSON.stringify({ secret }),
  inspection: (secret) => inspect({ secret }),
  "an error": (secret) => new Error(`Cannot use ${String(secret)}`).message,
};
test.for(Object.entries(printings))("%s never shows the text", ([, print], { expect }) => {
  const secret = new Secret("hunter2");
  expect(print(secret)).not.toContain("hunter2");
  expect(secret.reveal()).toBe("hunter2");
});

test("credentials in URLs are masked, the rest stays", ({ expect }) => {
  const text = "cannot reach https://user:pa:ss@git.example.com/a@b and http://plain.example.com/x";
  expect(maskUrls(text)).toBe("cannot reach https://***@git.example.com/a@b and http://plain.example.com/x");
});
