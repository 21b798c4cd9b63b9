import { BlockList, isIP } from "node:net";

/**
 * The proxy that the environment asks for, by the rules that Go programs follow (`HTTPS_PROXY`, `HTTP_PROXY`,
 * `NO_PROXY`, in either case): none for loopback addresses, none where `NO_PROXY` names the host, a domain above it,
 * its address range, or all (`*`).
 */
export function proxyFromEnv(server: URL, env: NodeJS.ProcessEnv): string | undefined {
  const host = hostOf(server);
  if (isLoopback(server)) return undefined;
  const pick = (name: string): string | undefined => env[name] || env[name.toLowerCase()] || undefined;
  const proxy = pick(server.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
  if (proxy === undefined) return undefined;
  const exceptions = (pick("NO_PROXY") ?? "").split(",").map((entry) => entry.trim());
  if (exceptions.some((entry) => entry !== "" && isException(entry, { host, port: portOf(server) }))) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** Whether the server is this machine. */
export function isLoopback(server: URL): boolean {
  const host = hostOf(server);
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

interface Endpoint {
  readonly host: string;
  readonly port: string;
}

function isException(entry: string, { host, port }: Endpoint): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return isInRange(entry, host);
  const [, name = entry, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (onlyPort !== undefined && isIP(entry) === 0 && onlyPort !== port) return false;
  const domain = (isIP(entry) > 0 ? entry : name).toLowerCase();
  if (domain.startsWith(".")) return host.endsWith(domain);
  return host === domain || (isIP(domain) === 0 && host.endsWith(`.${domain}`));
}

function isInRange(range: string, host: string): boolean {
  const [network = "", prefix = ""] = range.split("/");
  const family = isIP(network);
  if (family === 0 || family !== isIP(host) || !/^\d+$/.test(prefix)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family === 4 ? "ipv4" : "ipv6");
  return list.check(host, family === 4 ? "ipv4" : "ipv6");
}

/** Without the brackets of an IPv6 address. */
function hostOf(server: URL): string {
  return server.hostname.replace(/^\[|\]$/g, "").toLowerCase();
}

function portOf({ port, protocol }: URL): string {
  return port || (protocol === "https:" ? "443" : "80");
}
