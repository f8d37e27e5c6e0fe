import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout that is deployed: two images, one chart in two stages, a secret and a contract. */
export function writeWorkspace(folder: string): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

const dockerfile = (name: string): string => `FROM scratch\nLABEL app=${name}\nUSER 1000\nHEALTHCHECK CMD true\n`;

const workload = (name: string, port: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: ${name}
          image: ${name}
          readinessProbe: { httpGet: { path: /health, port: ${port} } }
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:
  selector: { app: ${name} }
  ports: [{ port: ${port} }]
---
`;

const files: Readonly<Record<string, string>> = {
  'backend/Dockerfile': dockerfile('backend'),
  'frontend/Dockerfile': dockerfile('frontend'),
  'chart/values.yaml': 'backend: { image: backend }\nfrontend: { image: frontend, enabled: true }\n',
  'chart/backend.yaml': workload('backend', 8000),
  'chart/frontend.yaml': workload('frontend', 3000),
  'contract.yml': `version: 1
name: Shop
reference: { observations: 1, min_gap: 10ms, confirm: 1 }
steps:
  - id: greeting
    request: GET /greeting
    expect: { status: 200 }
`,
  'pipeline.yml': `version: 1
name: shop
images:
  backend: { dockerfile: backend/Dockerfile, context: backend }
  frontend: { dockerfile: frontend/Dockerfile, context: frontend }
secrets:
  shop: { from: env, keys: [DATABASE_URL] }
releases:
  shop:
    chart: chart
    images: { backend.image: backend, frontend.image: frontend }
    secrets: { existingSecret: shop }
    stages:
      - { component: backend, set: { frontend.enabled: false } }
      - { component: frontend }
checkpoints:
  backend-deployed: { stable: 50ms, within: 20s }
  frontend-deployed: { stable: 50ms, within: 20s }
contract:
  file: contract.yml
  reference: { api: "{{ env.REFERENCE }}" }
`,
};
