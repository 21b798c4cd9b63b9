/** An address without its fragment, and the fragment as it is written. */
export interface Address {
  readonly url: string;
  readonly fragment: string;
}

export function splitFragment(reference: string): Address {
  const at = reference.indexOf("#");
  return at < 0 ? { url: reference, fragment: "" } : { url: reference.slice(0, at), fragment: reference.slice(at + 1) };
}

interface Parts {
  readonly scheme: string;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string;
}

function partsOf(url: string): Parts {
  const [, scheme = "", authority, path = "", query = ""] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(\?.*)?$/s.exec(url) ?? [];
  return { scheme: scheme.toLowerCase(), authority, path, query };
}

/** The address that a reference leads to from a document, as RFC 3986 has it. Neither has a fragment. */
export function resolveUrl(base: string, reference: string): string {
  const to = partsOf(reference);
  if (to.scheme !== "") return format(to);
  const from = partsOf(base);
  const { scheme, authority } = from;
  if (to.authority !== undefined) return format({ ...to, scheme });
  // What has no hierarchy has nothing beside it.
  if (authority === undefined && !from.path.startsWith("/")) return base;
  if (to.path === "") return format({ ...from, query: to.query === "" ? from.query : to.query });
  const path = to.path.startsWith("/") ? to.path : from.path.slice(0, from.path.lastIndexOf("/") + 1) + to.path;
  return format({ scheme, authority, path: withoutDots(path), query: to.query });
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const names = path.split("/");
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    if (name === ".." && kept.length > 1) kept.pop();
    if (name !== "." && name !== "..") kept.push(name);
    else if (isLast) kept.push("");
  }
  return `/${kept.join("/").replace(/^\/+/, "")}`;
}

function format({ scheme, authority, path, query }: Parts): string {
  return `${scheme === "" ? "" : `${scheme}:`}${authority === undefined ? "" : `//${authority}`}${path}${query}`;
}
