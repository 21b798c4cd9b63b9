import { readFileSync } from "node:fs";
import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import type { Door } from "./support/doors.ts";
import { at, merge } from "./support/objects.ts";

const [[, openInProcess]] = doors as [(typeof doors)[0]];

/** Pods, and what a real server 1.36 has against them by level and version; nothing where they comply. */
const recorded = JSON.parse(readFileSync(new URL("cases/pod-security.json", import.meta.url), "utf8")) as {
  readonly pods: { readonly [name: string]: { readonly spec: JsonObject; readonly annotations?: JsonObject } };
  readonly violations: { readonly [policy: string]: { readonly [pod: string]: string } };
};

const label = (name: string): string => `pod-security.kubernetes.io/${name}`;
const labelsOf = (labels: { readonly [name: string]: string }): JsonObject =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [label(name), value]));

async function openWith(labels: { readonly [name: string]: string }): Promise<Door> {
  const door = await openInProcess({ controllers: false });
  await door.send("POST", "/api/v1/namespaces", { body: { metadata: { name: "apps", labels: labelsOf(labels) } } });
  await door.send("POST", "/api/v1/namespaces/apps/serviceaccounts", { body: { metadata: { name: "default" } } });
  return door;
}

function makePod(door: Door, recordedName: string, name = "p") {
  const { spec, annotations = {} } = recorded.pods[recordedName] ?? { spec: {} };
  const body = { metadata: { name, annotations }, spec: { automountServiceAccountToken: false, ...spec } };
  return door.send("POST", "/api/v1/namespaces/apps/pods", { body, query: name === "p" ? { dryRun: "All" } : {} });
}

describe.for(Object.entries(recorded.violations))("Pods warned of by %s", ([policy, violations]) => {
  test("are those of the real server, in its words", async ({ expect }) => {
    const [level = "", version = ""] = policy.split(":");
    await using door = await openWith({ warn: level, "warn-version": version });
    const found: { [pod: string]: string } = {};
    for (const name of Object.keys(recorded.pods)) {
      const { warnings } = await makePod(door, name);
      const [, text] = /^299 - "would violate PodSecurity \\"[^"]*\\": (.*)"$/.exec(warnings.at(-1) ?? "") ?? [];
      if (text !== undefined) found[name] = text.replaceAll(String.raw`\"`, '"');
    }
    expect(found).toEqual(violations);
  });
});

const plainAgainstBaseline = 'violate PodSecurity "baseline:latest": host namespaces (hostPID=true)';

test("Pods are refused where the namespace enforces, and its level is what is warned of, too", async ({ expect }) => {
  await using door = await openWith({ enforce: "baseline" });
  const { status, body } = await makePod(door, "hostPID");
  expect([status, body["reason"], body["message"]]).toEqual([
    403,
    "Forbidden",
    `pods "p" is forbidden: ${plainAgainstBaseline.replace("violate", "violates")}`,
  ]);
  expect((await makePod(door, "plain")).status).toBe(201);
  const template = { metadata: { labels: { a: "b" } }, spec: recorded.pods["hostPID"]?.spec ?? {} };
  const deployment = { metadata: { name: "d" }, spec: { selector: { matchLabels: { a: "b" } }, template } };
  const made = await door.send("POST", "/apis/apps/v1/namespaces/apps/deployments", { body: deployment });
  const text = `would ${plainAgainstBaseline}`.replaceAll('"', String.raw`\"`);
  expect([made.status, made.warnings]).toEqual([201, [`299 - "${text}"`]]);
});

test("a Pod that was there before may be labelled", async ({ expect }) => {
  await using door = await openWith({});
  await makePod(door, "hostPID", "old");
  const labels = { metadata: { labels: labelsOf({ enforce: "restricted", warn: "restricted" }) } };
  await door.send("PATCH", "/api/v1/namespaces/apps", { body: labels, headers: merge });
  const body = { metadata: { labels: { x: "y" } } };
  const { status, warnings } = await door.send("PATCH", "/api/v1/namespaces/apps/pods/old", { body, headers: merge });
  expect([status, warnings]).toEqual([200, []]);
});

test("whoever asks more is told which Pods do not comply", async ({ expect }) => {
  await using door = await openWith({});
  for (const [recordedName, name] of Object.entries({ plain: "a", good: "b", twoPlain: "c", hostIPC: "d" }))
    await makePod(door, recordedName, name);
  const patch = async (enforce: string): Promise<readonly string[]> => {
    const body = { metadata: { labels: labelsOf({ enforce }) } };
    return (await door.send("PATCH", "/api/v1/namespaces/apps", { body, headers: merge })).warnings;
  };
  const heading = (level: string): string =>
    String.raw`299 - "existing pods in namespace \"apps\" violate the new PodSecurity enforce level \"${level}:latest\""`;
  expect(await patch("restricted")).toEqual([
    heading("restricted"),
    '299 - "a (and 1 other pod): allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile"',
    '299 - "d: host namespaces"',
  ]);
  expect(await patch("baseline")).toEqual([]);
  expect(await patch("privileged")).toEqual([]);
  expect(await patch("baseline")).toEqual([heading("baseline"), '299 - "d: host namespaces"']);
});

test("labels must name a level and a version", async ({ expect }) => {
  await using door = await openInProcess({ controllers: false });
  const labels = labelsOf({ enforce: "strict", "audit-version": "1.2", warn: "baseline", "warn-version": "v1.99" });
  const { status, body } = await door.send("POST", "/api/v1/namespaces", { body: { metadata: { name: "n", labels } } });
  expect([status, at(body, "details.causes.0.field"), body["message"]]).toEqual([
    422,
    `metadata.labels[${label("enforce")}]`,
    `Namespace "n" is invalid: [metadata.labels[${label("enforce")}]: Invalid value: "strict": must be one of privileged, ` +
      `baseline, restricted, metadata.labels[${label("audit-version")}]: Invalid value: "1.2": must be "latest" or "v1.x"]`,
  ]);
});
