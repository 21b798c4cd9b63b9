import type { TestCluster } from "../cluster.ts";

export const first = "main@sha1:1111";
export const second = "main@sha1:2222";

export const configMap = (name: string, value = "1"): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {key: "${value}"}\n`;
export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "app:v1"}]}
`;

/** What the controller asks of the API from now on, apart from first lists of what it watches. */
export function requestsFrom(cluster: TestCluster): () => readonly string[] {
  const start = cluster.requests.length;
  return () => cluster.requests.slice(start).filter((request) => !request.startsWith("list "));
}

export function sortOf(request: string): string {
  return request.slice(0, request.indexOf(" "));
}
