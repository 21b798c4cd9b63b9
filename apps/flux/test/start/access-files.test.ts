import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@flux-ts/base";
import { silentLog } from "@flux-ts/base";
import { loadAccess } from "@flux-ts/kube";
import { test as base } from "vitest";
import { createLocalCertificate } from "../../src/start/certificate.ts";
import { startCluster } from "../../src/start/cluster.ts";
import type { LocalCluster } from "../../src/start/cluster.ts";
import type { AccessFiles } from "../../src/start/access-files.ts";

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest wants the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "flux-access-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

const nothing: AccessFiles = { clientCa: undefined, auditLog: undefined, auditPolicy: undefined };

function start(folder: string, access: Partial<AccessFiles>): Promise<LocalCluster> {
  const files = { kubeconfig: join(folder, "kubeconfig"), data: undefined, importFile: undefined };
  return startCluster({ port: 0, ...files, access: { ...nothing, ...access }, log: silentLog });
}

interface Presented {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** What the API answers to who shows a certificate. */
function answerTo(url: string, presented: Presented): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/api/v1/pods`, { agent: false, ...presented }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    call.on("error", reject);
    call.end();
  });
}

test("--client-ca-file says whose certificates tell who calls", async ({ folder, expect }) => {
  const [authority, stranger] = [createLocalCertificate(), createLocalCertificate()];
  const clientCa = join(folder, "ca.pem");
  await writeFile(clientCa, authority.cert);
  const answers: number[] = [];
  for (const access of [{}, { clientCa }]) {
    // oxlint-disable-next-line no-await-in-loop -- one cluster after the other, as both write the same file
    await using cluster = await start(folder, access);
    // oxlint-disable-next-line no-await-in-loop
    const { tls } = await loadAccess({ path: join(folder, "kubeconfig") });
    // oxlint-disable-next-line no-await-in-loop
    answers.push(await answerTo(cluster.url, { ...stranger, ca: tls?.ca ?? "" }));
  }
  // Without authorities nobody is asked for a certificate; with them, one that they did not give is no credential.
  expect(answers).toEqual([403, 401]);
});

test("--audit-log-path and --audit-policy-file say what is written down", async ({ folder, expect }) => {
  const [auditLog, auditPolicy] = [join(folder, "audit.log"), join(folder, "policy.yaml")];
  const rule = "{ level: RequestResponse, verbs: [create], resources: [{ group: '', resources: [configmaps] }] }";
  const head = "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\n";
  await writeFile(auditPolicy, `${head}rules:\n- ${rule}\n`);
  const metadata = { name: "a", namespace: "default" };
  {
    await using cluster = await start(folder, { auditLog, auditPolicy });
    await cluster.client.create({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { k: "v" } });
    await cluster.client.find({ apiVersion: "v1", kind: "ConfigMap", ...metadata });
  }
  const events = (await readFile(auditLog, "utf8")).trim().split("\n");
  expect(events.map((line) => JSON.parse(line) as JsonObject)).toMatchObject([
    { level: "RequestResponse", verb: "create", requestObject: { data: { k: "v" } }, responseObject: { metadata } },
  ]);
});

const refused: Record<string, { file: keyof AccessFiles; content: string | undefined; message: RegExp }> = {
  "no such file of authorities": { file: "clientCa", content: undefined, message: /^cannot read --client-ca-file: / },
  "a file without certificates": {
    file: "clientCa",
    content: "hello",
    message: /^cannot use --client-ca-file ".*file": it holds no certificate in PEM$/,
  },
  "a policy that is no YAML": {
    file: "auditPolicy",
    content: "rules: [",
    message: /^cannot use --audit-policy-file ".*file": /,
  },
  "a policy with a rule that is none": {
    file: "auditPolicy",
    content: "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: Metadata, omitStages: [Never] }]",
    message: /^cannot use --audit-policy-file ".*file": audit policy: rules\[0\]\.omitStages\[0\] must be one of /,
  },
};

test.for(Object.entries(refused))("refuses %s", async ([, { file, content, message }], { folder, expect }) => {
  const path = join(folder, "file");
  if (content !== undefined) await writeFile(path, content);
  const access = { [file]: path, ...(file === "auditPolicy" && { auditLog: join(folder, "audit.log") }) };
  await expect(start(folder, access)).rejects.toThrow(message);
});
