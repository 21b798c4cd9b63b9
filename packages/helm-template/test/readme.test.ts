import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createFileTree } from "@flux-ts/base";
import { loadChart, packageChart, writeChartArchive } from "@flux-ts/helm-template";
import { test } from "vitest";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));

test("the program in the README runs", async ({ expect }) => {
  const readme = await readFile(join(packageFolder, "README.md"), "utf8");
  const [, program = ""] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  // It lies in the package, so that it finds the package by its name.
  const folder = await mkdtemp(join(packageFolder, "test", "readme-"));
  try {
    const chart = loadChart(
      createFileTree({
        "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "templates/t.yaml": "kind: ConfigMap\ntag: {{ .Values.image.tag }}\n",
      }),
    );
    await writeFile(join(folder, "web-1.0.0.tgz"), await writeChartArchive(packageChart(chart)));
    await writeFile(join(folder, "program.ts"), program);
    const { stdout } = await promisify(execFile)(process.execPath, ["program.ts"], { cwd: folder });
    expect(stdout).toBe("---\n# Source: web/templates/t.yaml\nkind: ConfigMap\ntag: 1.2\n\n");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
