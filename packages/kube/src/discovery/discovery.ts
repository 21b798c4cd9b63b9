import type { ApiResource } from "./resource.ts";

/** What the server offers. Fetched once, again when something is not found (at most every few seconds) or on demand. */
export interface Discovery {
  /**
   * The resource of a kind.
   *
   * @throws KubeError `unknown-kind` when the server has none.
   */
  resourceFor(kind: KindName, options?: DiscoveryOptions): Promise<ApiResource>;
  /** As {@link Discovery.resourceFor}, but undefined when the server has none. */
  findResource(kind: KindName, options?: DiscoveryOptions): Promise<ApiResource | undefined>;
  /**
   * Resources by what people type: kind, plural, singular or short name, with `.group` or `.version.group` behind it.
   * Best match first, preferred versions before others.
   */
  resourcesNamed(name: string, options?: DiscoveryOptions): Promise<readonly ApiResource[]>;
  /** All resources; of each group the preferred version first. */
  resources(options?: DiscoveryOptions): Promise<readonly ApiResource[]>;
  /** Forgets everything: call it after a CustomResourceDefinition or APIService was written by other means. */
  invalidate(): void;
}

export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface DiscoveryOptions {
  readonly signal?: AbortSignal;
}
