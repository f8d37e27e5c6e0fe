# TaskFlow's frontend:  docker build -f docker/frontend.Dockerfile -t taskflow-frontend:1.0.0 test/apps/taskflow/frontend
ARG NODE_IMAGE=node:18-alpine

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# cache-mount: /root/.npm
RUN npm ci

FROM ${NODE_IMAGE} AS builder
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
# Frozen into what the browser loads. Empty: the browser stays on its origin and this server forwards to the backend.
ARG NEXT_PUBLIC_BROWSER_API_URL=
ENV NEXT_PUBLIC_BROWSER_API_URL=${NEXT_PUBLIC_BROWSER_API_URL}
COPY --from=dependencies /app/node_modules ./node_modules
COPY . .
RUN npm run build
RUN test -f .next/standalone/server.js || { echo "no .next/standalone: next.config.js must set output: 'standalone'" >&2; exit 1; }

FROM ${NODE_IMAGE} AS runner
WORKDIR /app
RUN addgroup -S -g 1001 nodejs && adduser -S -u 1001 -G nodejs nextjs
COPY --from=builder /app/public ./public
COPY --from=builder /app/.next/standalone ./
COPY --from=builder /app/.next/static ./.next/static
# Where this server finds the backend; read while it runs, so the deployment may say otherwise.
ARG NEXT_PUBLIC_API_URL=http://taskflow-backend-service:8000
ENV NEXT_PUBLIC_API_URL=${NEXT_PUBLIC_API_URL}
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 PORT=3000 HOSTNAME=0.0.0.0
USER 1001:1001
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server.js"]
