import { fromBytes, func, param, TemplateSet } from "@flux-ts/go-template";
import type { FuncMap, Limits } from "@flux-ts/go-template";
import type { ChartFile } from "../chart/chart.ts";
import { helmFunctions } from "../functions/index.ts";
import type { Ports } from "../ports.ts";

/** A template file under the name it has in a release. */
export interface NamedTemplate {
  readonly name: string;
  readonly file: ChartFile;
}

export interface CompileOptions {
  /** Whether a value that is not there is an error. */
  readonly strict: boolean;
  /** Whether what a chart refuses by `fail` and `required` is let through, to look at the rest of it. */
  readonly isLenient?: boolean;
  readonly limits: Partial<Limits>;
  readonly timeZone: string;
}

const lenientFunctions: FuncMap = {
  fail: func([param.string], () => ""),
  required: func([param.string, param.any], (_, value) => value ?? ""),
};

/** Templates that were parsed once and run for any number of releases. */
export class CompiledTemplates {
  readonly #set: TemplateSet;
  #ports: Ports | undefined;

  /** Templates that come later replace what earlier ones define under the same name. */
  constructor(templates: readonly NamedTemplate[], { strict, isLenient = false, limits, timeZone }: CompileOptions) {
    const functions = { ...helmFunctions(this.#delegatingPorts(timeZone)), ...(isLenient && lenientFunctions) };
    this.#set = new TemplateSet("gotpl", { functions, missingKey: strict ? "error" : "zero", limits });
    for (const { name, file } of templates) this.#set.parse(name, fromBytes(file.bytes));
  }

  /** Gives the templates their clock, randomness and cluster while `run` runs. */
  with<T>(ports: Ports, run: (templates: TemplateSet) => T): T {
    const before = this.#ports;
    this.#ports = ports;
    try {
      return run(this.#set);
    } finally {
      this.#ports = before;
    }
  }

  /** Functions are bound when templates are parsed; what they ask for comes from the release that is being rendered. */
  #delegatingPorts(timeZone: string): Ports {
    const current = (): Ports => {
      if (this.#ports === undefined) throw new TypeError("Templates run outside of a rendering");
      return this.#ports;
    };
    return {
      now: () => current().now(),
      timeZone,
      random: (size) => current().random(size),
      crypto: {
        digest: (...args) => current().crypto.digest(...args),
        hmac: (...args) => current().crypto.hmac(...args),
        scrypt: (...args) => current().crypto.scrypt(...args),
        encryptAes: (...args) => current().crypto.encryptAes(...args),
        decryptAes: (...args) => current().crypto.decryptAes(...args),
        generateKey: (...args) => current().crypto.generateKey(...args),
        publicKey: (...args) => current().crypto.publicKey(...args),
        sign: (...args) => current().crypto.sign(...args),
      },
      lookup: (...query) => current().lookup?.(...query) ?? {},
    };
  }
}

/** Sets of templates that differ in the subcharts that are turned on. */
const maxVariants = 8;

const variants = new WeakMap<ChartFile, Map<string, CompiledTemplates>>();

/** The templates, parsed unless the same files were parsed before under the same names. */
export function compileTemplates(templates: readonly NamedTemplate[], options: CompileOptions): CompiledTemplates {
  const [first] = templates;
  if (first === undefined) return new CompiledTemplates([], options);
  const known = variants.get(first.file) ?? new Map<string, CompiledTemplates>();
  variants.set(first.file, known);
  const key = JSON.stringify([options, templates.map(({ name }) => name)]);
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const compiled = new CompiledTemplates(templates, options);
  if (known.size >= maxVariants) known.clear();
  known.set(key, compiled);
  return compiled;
}
