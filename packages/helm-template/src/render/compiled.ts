import { fromBytes, func, param, TemplateSet } from "@flux-ts/go-template";
import type { FuncMap, Limits, ParsedText } from "@flux-ts/go-template";
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
}

/**
 * Runs `run` with the templates, and with what they get from outside. Later templates replace what earlier ones define under the
 * same name. A file is parsed once under each of its names, for whatever sets of templates it is part of.
 *
 * @throws TemplateError when one does not parse
 */
export function withTemplates<T>(
  templates: readonly NamedTemplate[],
  { ports, strict, isLenient = false, limits }: CompileOptions & { readonly ports: Ports },
  run: (set: TemplateSet) => T,
): T {
  const compiler = compilerFor(ports.timeZone ?? "UTC", isLenient);
  const set = compiler.newSet({ missingKey: strict ? "error" : "zero", limits });
  for (const template of templates) set.add(compiler.parse(template));
  return compiler.with(ports, () => run(set));
}

/** Names that the parsed forms of one file are kept for: aliases of a chart give its files several. */
const maxNames = 64;

/** Parses templates, and keeps what comes out of a file as long as the file itself is kept. */
class Compiler {
  readonly #origin: TemplateSet;
  readonly #parsed = new WeakMap<ChartFile, Map<string, ParsedText>>();
  #ports: Ports | undefined;

  constructor(timeZone: string, isLenient: boolean) {
    const functions = { ...helmFunctions(this.#delegatingPorts(timeZone)), ...(isLenient && lenientFunctions) };
    this.#origin = new TemplateSet("gotpl", { functions });
  }

  newSet(options: Pick<CompileOptions, "limits"> & { readonly missingKey: "error" | "zero" }): TemplateSet {
    return this.#origin.clone(options);
  }

  parse({ name, file }: NamedTemplate): ParsedText {
    const byName = this.#parsed.get(file) ?? new Map<string, ParsedText>();
    this.#parsed.set(file, byName);
    const known = byName.get(name);
    if (known !== undefined) return known;
    const parsed = this.#origin.parseText(name, fromBytes(file.bytes));
    if (byName.size >= maxNames) byName.clear();
    byName.set(name, parsed);
    return parsed;
  }

  /** Gives the templates their clock, randomness and cluster while `run` runs. */
  with<T>(ports: Ports, run: () => T): T {
    const before = this.#ports;
    this.#ports = ports;
    try {
      return run();
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

const lenientFunctions: FuncMap = {
  fail: func([param.string], () => ""),
  required: func([param.string, param.any], (_, value) => value ?? ""),
};

/** Compilers differ by what is bound in functions: a process renders for few time zones. */
const maxCompilers = 8;

const compilers = new Map<string, Compiler>();

function compilerFor(timeZone: string, isLenient: boolean): Compiler {
  const key = `${timeZone} ${isLenient}`;
  const known = compilers.get(key);
  if (known !== undefined) return known;
  if (compilers.size >= maxCompilers) compilers.clear();
  const compiler = new Compiler(timeZone, isLenient);
  compilers.set(key, compiler);
  return compiler;
}
