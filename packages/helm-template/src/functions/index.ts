import { func, param } from "@flux-ts/go-template";
import type { FuncMap } from "@flux-ts/go-template";
import type { Ports } from "../ports.ts";
import { certificateFunctions } from "./certificates.ts";
import { cryptoFunctions } from "./crypto.ts";
import { dateFunctions } from "./dates.ts";
import { dictFunctions } from "./dicts.ts";
import { encodingFunctions } from "./encoding.ts";
import { flowFunctions } from "./flow.ts";
import { jsonFunctions } from "./json.ts";
import { listFunctions } from "./lists.ts";
import { mathFunctions } from "./math.ts";
import { pathFunctions } from "./paths.ts";
import { randomFunctions } from "./random.ts";
import { regexFunctions } from "./regex.ts";
import { semverFunctions } from "./semver.ts";
import { stringFunctions } from "./strings.ts";
import { tomlFunctions } from "./toml.ts";
import { urlFunctions } from "./urls.ts";
import { yamlFunctions } from "./yaml.ts";

const { string } = param;

/** All functions of Helm's templates: those of sprig without `env` and `expandenv`, and Helm's own. */
export function helmFunctions(ports: Ports): FuncMap {
  return {
    ...stringFunctions,
    ...listFunctions,
    ...dictFunctions,
    ...mathFunctions,
    ...flowFunctions,
    ...regexFunctions,
    ...semverFunctions,
    ...encodingFunctions,
    ...jsonFunctions,
    ...yamlFunctions,
    ...tomlFunctions,
    ...pathFunctions,
    ...urlFunctions,
    ...dateFunctions(ports),
    ...randomFunctions(ports),
    ...cryptoFunctions(ports),
    ...certificateFunctions(ports),
    ...clusterFunctions(ports),
  };
}

/** What asks the world outside: names are never resolved, and objects are found by the port only. */
function clusterFunctions({ lookup }: Ports): FuncMap {
  return {
    getHostByName: func([string], () => ""),
    lookup: func([string, string, string, string], (apiVersion, kind, namespace, name) =>
      lookup === undefined ? {} : lookup(apiVersion, kind, namespace, name),
    ),
  };
}
