import { parseArgs } from "node:util";

interface Flag {
  readonly help: string;
  readonly default: string;
  /** A flag that may stand alone; upstream's spelling `--flag=false` works, too. */
  readonly boolean?: true;
}

/** The flags of the manager: upstream's names and defaults, as far as they apply, and a few of its own. */
const table = {
  kubeconfig: {
    help: "kubeconfig of the cluster; $KUBECONFIG, ~/.kube/config or the pod's own when empty",
    default: "",
  },
  context: { help: "context of the kubeconfig", default: "" },
  "install-crds": { help: "apply the Flux CustomResourceDefinitions first", default: "false", boolean: true },
  concurrent: {
    help: "reconciliations at the same time, per controller; 16 for Kustomizations and 4 for others when empty",
    default: "",
  },
  "concurrent-ssa": { help: "server-side apply requests at the same time, per Kustomization", default: "4" },
  "custom-apply-stage-kinds": { help: "kinds to apply after classes, as group/Kind, comma separated", default: "" },
  "default-service-account": { help: "ServiceAccount to impersonate where none is named", default: "" },
  "enable-leader-election": { help: "run only while this process holds all Leases", default: "false", boolean: true },
  "health-addr": { help: "where /healthz and /readyz are served, 0 for nowhere", default: ":9440" },
  "interval-jitter-percentage": { help: "how much intervals vary", default: "5" },
  "leader-election-lease-duration": { help: "how long others wait for a silent leader", default: "35s" },
  "leader-election-renew-deadline": { help: "how long a leader tries to renew", default: "30s" },
  "leader-election-retry-period": { help: "pause between two tries", default: "5s" },
  "log-level": { help: "least important messages to log: trace, debug, info or error", default: "info" },
  "max-retry-delay": { help: "longest delay after failures", default: "15m" },
  "metrics-addr": { help: "where /metrics is served, 0 for nowhere", default: ":8080" },
  "min-retry-delay": { help: "first delay after a failure", default: "750ms" },
  "no-cross-namespace-refs": { help: "refuse sources of other namespaces", default: "false", boolean: true },
  "requeue-dependency": { help: "how often unmet dependencies are looked at again", default: "30s" },
  "runtime-namespace": { help: "namespace of the Leases; $RUNTIME_NAMESPACE when empty", default: "" },
  "storage-addr": { help: "where artifacts are served", default: ":9090" },
  "storage-adv-addr": { help: "address of the artifact server for other processes", default: "" },
  "storage-path": { help: "folder of the artifacts", default: "/data" },
  "watch-all-namespaces": {
    help: "look after all namespaces, not only the runtime one",
    default: "true",
    boolean: true,
  },
  "watch-label-selector": { help: "look after objects with these labels only", default: "" },
} as const satisfies { readonly [name: string]: Flag };

export type FlagName = keyof typeof table;
export type Flags = { readonly [name in FlagName]: string };

const names = Object.keys(table) as FlagName[];

/** @throws TypeError naming an unknown flag or one without its value. Undefined when the user asks for help. */
export function parseFlags(args: readonly string[]): Flags | undefined {
  const options = Object.fromEntries(
    names.map((name) => [name, { type: "string", default: table[name].default }] as const),
  );
  const { values } = parseArgs({
    args: args.map(spellOutBoolean),
    options: { ...options, help: { type: "boolean", short: "h" } },
  });
  return values["help"] === true ? undefined : (values as Flags);
}

function spellOutBoolean(arg: string): string {
  const flag: Flag | undefined = (table as { readonly [name: string]: Flag })[arg.replace(/^--/, "")];
  return arg.startsWith("--") && flag?.boolean ? `${arg}=true` : arg;
}

/** @throws RangeError naming the flag. */
export function booleanFlag(flags: Flags, name: FlagName): boolean {
  const text = flags[name];
  if (["true", "1", "t"].includes(text.toLowerCase())) return true;
  if (["false", "0", "f"].includes(text.toLowerCase())) return false;
  throw new RangeError(`Cannot use --${name}=${text}: expected true or false`);
}

/** @throws RangeError naming the flag. */
export function integerFlag(flags: Flags, name: FlagName): number {
  const text = flags[name];
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`Cannot use --${name}=${text}: expected a whole number`);
  return Number(text);
}

export function formatHelp(): string {
  const lines = names.map((name) => {
    const { help, default: value } = table[name];
    return `  --${name.padEnd(32)}${help}${value === "" ? "" : ` (default ${value})`}`;
  });
  return ["Runs the Flux controllers against a Kubernetes cluster.", "", "Flags:", ...lines].join("\n");
}
