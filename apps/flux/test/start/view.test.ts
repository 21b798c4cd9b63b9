import { test } from "vitest";
import type { Fleet, Member } from "../../src/start/fleet/fleet.ts";
import { LiveView } from "../../src/start/view/live.ts";
import { PlainView } from "../../src/start/view/plain.ts";

const hash = "696f056df216eea4f9401adbee0ff744d4df390f";
const member = (changes: Partial<Member>): Member => ({
  name: "Kustomization/flux-system/apps",
  phase: "ready",
  revision: `main@sha1:${hash}`,
  reason: "Succeeded",
  message: "done",
  objects: 2,
  ...changes,
});
const source = { ...member({ name: "GitRepository/flux-system/fleet" }), objects: undefined } as unknown as Member;

function screen({ columns = 80, rows = 24 } = {}) {
  const writes: string[] = [];
  return { writes, isTTY: true, columns, rows, write: (text: string) => void writes.push(text) };
}

test("the plain view says every change of a member once, on one line", ({ expect }) => {
  const out = screen();
  using view = new PlainView(out);
  const states: Fleet[] = [
    [source, member({ phase: "progressing", message: "building" })],
    [source, member({ phase: "progressing", message: "building" })],
    [source, member({ phase: "failed", reason: "BuildFailed", message: "in a.yaml:\nno such file\n" })],
    [source, member({ phase: "stalled", reason: "AccessDenied", message: "no" })],
    [source, member({ phase: "waiting", message: "dependency 'a' is not ready" })],
    [source, member({ phase: "suspended" })],
    [source, member({ objects: 1 })],
    [source],
  ];
  for (const state of states) view.show(state);
  view.print(["done"]);
  expect(out.writes.join("").split("\n")).toEqual([
    `✔ GitRepository/flux-system/fleet ready: main@sha1:${hash}`,
    "► Kustomization/flux-system/apps progressing: building",
    "✗ Kustomization/flux-system/apps failed: BuildFailed: in a.yaml: no such file",
    "✗ Kustomization/flux-system/apps stalled: AccessDenied: no",
    "◎ Kustomization/flux-system/apps waiting: dependency 'a' is not ready",
    "◎ Kustomization/flux-system/apps suspended: left alone until it is resumed",
    `✔ Kustomization/flux-system/apps ready: main@sha1:${hash} (1 object)`,
    "► Kustomization/flux-system/apps removed",
    "done",
    "",
  ]);
});

test("the live view draws a block, and leaves its last state when the fleet is ready", ({ expect }) => {
  const out = screen();
  using view = new LiveView(out);
  view.show([source, member({ phase: "waiting", message: "for a" })]);
  expect(out.writes.splice(0).join("")).toBe(
    "✔ GitRepository/flux-system/fleet  main@sha1:696f056d\n◎ Kustomization/flux-system/apps   for a\n",
  );
  view.show([source, member({})]);
  expect(out.writes.splice(0).join("")).toBe(
    "\u001b[2A\u001b[0J✔ GitRepository/flux-system/fleet  main@sha1:696f056d\n" +
      "✔ Kustomization/flux-system/apps   main@sha1:696f056d (2 objects)\n",
  );
  view.show([source, member({})]);
  expect(out.writes).toEqual([]);
  view.print(["done"]);
  view.show([source, member({ phase: "waiting", message: "again" })]);
  expect(out.writes.join("")).toBe(
    "done\n✔ GitRepository/flux-system/fleet  main@sha1:696f056d\n◎ Kustomization/flux-system/apps   again\n",
  );
});

test("lines that are printed meanwhile stay above the block", ({ expect }) => {
  const out = screen();
  using view = new LiveView(out);
  view.show([member({ phase: "failed", reason: "BuildFailed", message: "no" })]);
  out.writes.length = 0;
  view.print(["note"]);
  expect(out.writes.join("")).toBe("\u001b[1A\u001b[0Jnote\n✗ Kustomization/flux-system/apps  BuildFailed: no\n");
});

test("the live view fits the terminal: what is not ready comes first, long lines are cut", ({ expect }) => {
  const out = screen({ columns: 40, rows: 5 });
  using view = new LiveView(out);
  const others = ["a", "b", "c"].map((name) => member({ name }));
  view.show([...others, member({ name: "d", phase: "failed", reason: "BuildFailed", message: "x".repeat(50) })]);
  expect(out.writes.join("").split("\n")).toEqual([
    `✗ d  BuildFailed: ${"x".repeat(20)}…`,
    "✔ a  main@sha1:696f056d (2 objects)",
    "  and 2 more",
    "",
  ]);
});
