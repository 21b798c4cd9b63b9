import { formatGroupVersion } from "@flux-ts/base";
import type { PathHandler } from "../handler.ts";
import type { Catalog } from "../resources/catalog.ts";
import { probeChecks } from "./checks.ts";
import { groupsOf } from "./groups.ts";

const documents = [
  "/.well-known/openid-configuration",
  "/flagz",
  "/metrics",
  "/metrics/slis",
  "/openapi/v2",
  "/openapi/v3",
  "/openapi/v3/",
  "/openid/v1/jwks",
  "/statusz",
  "/version",
];

/** `/`: what paths there are. */
export function rootPath(catalog: Catalog): PathHandler {
  return ({ path }) => {
    if (path !== "/" && path !== "/index.html") return undefined;
    const paths = [...documents, ...probePathNames(), "/api", "/apis", "/apis/", ...groupPaths(catalog)];
    return {
      kind: "value",
      status: 200,
      headers: { "content-type": "application/json" },
      body: { paths: paths.toSorted() },
    };
  };
}

function probePathNames(): readonly string[] {
  return Object.entries(probeChecks).flatMap(([probe, checks]) => [
    `/${probe}`,
    ...checks.map((check) => `/${probe}/${check}`),
  ]);
}

function groupPaths(catalog: Catalog): readonly string[] {
  return groupsOf(catalog).flatMap(({ group, versions }) => {
    const root = group === "" ? "/api" : "/apis";
    const places = versions.map(({ version }) => `${root}/${formatGroupVersion({ group, version })}`);
    return group === "" ? places : [`/apis/${group}`, ...places];
  });
}
