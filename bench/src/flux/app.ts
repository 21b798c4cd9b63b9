/** An application of four objects, which takes its name from a variable. */
export const manifests = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: \${name}
---
apiVersion: v1
kind: Service
metadata:
  name: \${name}
spec:
  selector:
    app: \${name}
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: \${name}
spec:
  rules:
    - host: \${name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: \${name}
                port:
                  name: http
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: \${name}
spec:
  replicas: 0
  selector:
    matchLabels:
      app: \${name}
  template:
    metadata:
      labels:
        app: \${name}
    spec:
      serviceAccountName: \${name}
      containers:
        - name: app
          image: registry.example.com/app:v1.0.0
          ports:
            - name: http
              containerPort: 8080
`;
