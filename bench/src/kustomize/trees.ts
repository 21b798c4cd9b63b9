import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes a base and an overlay below a folder and gives the overlay's path. */
export async function writeTree(root: string, objects: number): Promise<string> {
  const apps = Array.from({ length: Math.ceil(objects / 3) }, (_, index) => `app-${index}`);
  const files = { ...baseOf(apps), ...overlayOf(apps) };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return join(root, "overlay");
}

type Files = { readonly [path: string]: string };

/** A Deployment, a Service and a ConfigMap for each app, which name each other. */
function baseOf(apps: readonly string[]): Files {
  const resources = apps.map((app) => `  - ${app}.yaml\n`).join("");
  const files = apps.map((app): [string, string] => [`base/${app}.yaml`, manifestsOf(app)]);
  return { "base/kustomization.yaml": `resources:\n${resources}`, ...Object.fromEntries(files) };
}

function overlayOf(apps: readonly string[]): Files {
  const patched = apps.filter((_, index) => index % 10 === 0);
  return {
    "overlay/kustomization.yaml": `resources:
  - ../base
namespace: production
namePrefix: prod-
labels:
  - pairs:
      app.kubernetes.io/part-of: shop
    includeSelectors: true
images:
  - name: registry.example.com/app
    newTag: v2.0.0
configMapGenerator:
  - name: settings
    literals:
      - LOG_LEVEL=info
patches:
  - target:
      kind: Service
    patch: |
      - op: add
        path: /metadata/annotations
        value: {example.com/exposed: "true"}
${patched.map((app) => `  - path: ${app}.yaml\n`).join("")}`,
    ...Object.fromEntries(patched.map((app) => [`overlay/${app}.yaml`, patchOf(app)])),
  };
}

function patchOf(app: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${app}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: app
          envFrom:
            - configMapRef:
                name: settings
`;
}

function manifestsOf(app: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${app}
  labels:
    app: ${app}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: ${app}
  template:
    metadata:
      labels:
        app: ${app}
    spec:
      containers:
        - name: app
          image: registry.example.com/app:v1.0.0
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: GREETING
              valueFrom:
                configMapKeyRef:
                  name: ${app}
                  key: greeting
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
          volumeMounts:
            - name: config
              mountPath: /etc/app
      volumes:
        - name: config
          configMap:
            name: ${app}
---
apiVersion: v1
kind: Service
metadata:
  name: ${app}
spec:
  selector:
    app: ${app}
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${app}
data:
  greeting: hello from ${app}
  config.yaml: |
    server:
      host: ${app}
      port: 8080
`;
}
