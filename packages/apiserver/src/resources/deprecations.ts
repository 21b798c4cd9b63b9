/** Versions that upstream serves with a warning. */
const deprecated: { readonly [kind: string]: string } = {
  "v1 Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  "v1 ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
};

export function deprecationOf(apiVersion: string, kind: string): string | undefined {
  return deprecated[`${apiVersion} ${kind}`];
}
