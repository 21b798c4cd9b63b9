// Files that say who may call the Kubernetes API of a run, and what is written down of it.
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isJsonObject, messageOf } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { parseYaml } from "@flux-ts/yaml";
import { CommandError } from "../program/errors.ts";

export interface AccessFiles {
  /** Certificates of authorities in PEM: their client certificates say who calls. */
  readonly clientCa: string | undefined;
  /** Who asked for what, one event a line. */
  readonly auditLog: string | undefined;
  /** An `audit.k8s.io/v1` Policy: which requests, and how much of them. */
  readonly auditPolicy: string | undefined;
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** @throws CommandError when the file cannot be read, or holds no certificate. */
export async function readClientCa(file: string): Promise<string> {
  const text = await read(file, "--client-ca-file");
  try {
    const found = text.match(certificate) ?? [];
    if (found.length === 0) throw new TypeError("it holds no certificate in PEM");
    for (const one of found) void new X509Certificate(one);
    return text;
  } catch (error) {
    throw new CommandError(`cannot use --client-ca-file "${file}": ${messageOf(error)}`, { cause: error });
  }
}

/** @throws CommandError when the file cannot be read, or is no object in YAML. */
export async function readPolicy(file: string): Promise<JsonObject> {
  const text = await read(file, "--audit-policy-file");
  try {
    const policy = parseYaml(text, { strict: true });
    if (!isJsonObject(policy)) throw new TypeError("it is no object");
    return policy;
  } catch (error) {
    throw new CommandError(`cannot use --audit-policy-file "${file}": ${messageOf(error)}`, { cause: error });
  }
}

async function read(file: string, flag: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new CommandError(`cannot read ${flag}: ${messageOf(error)}`, { cause: error });
  }
}
