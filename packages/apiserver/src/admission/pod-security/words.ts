// How the real server words what it finds.
import type { ContainerView } from "./pod.ts";

/** `volume "a"`, `volumes "a", "b"`. */
export function named(what: string, names: readonly string[]): string {
  return `${what}${names.length === 1 ? "" : "s"} ${quoted(names)}`;
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

/** Each once, in the order of characters. */
export function sorted(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].toSorted();
}

export function containersNamed(containers: readonly ContainerView[]): string {
  return named(
    "container",
    containers.map(({ name }) => name),
  );
}

/** `pod`, `container "a"`, `pod and containers "a", "b"`. */
export function settersNamed(isPod: boolean, containers: readonly ContainerView[]): string {
  return [...(isPod ? ["pod"] : []), ...(containers.length > 0 ? [containersNamed(containers)] : [])].join(" and ");
}
