# Taskora's frontend:  docker build -f docker/taskora-frontend.Dockerfile -t taskora-frontend:1.0.0 test/apps
# The context holds what Taskora shares with TaskFlow; its own files are copied last and win. Next.js 16 needs Node 20.
ARG NODE_IMAGE=node:20-alpine

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY taskora/frontend/package.json taskora/frontend/package-lock.json taskora/frontend/.npmrc ./
# cache-mount: /root/.npm
RUN npm ci

FROM ${NODE_IMAGE} AS builder
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY --from=dependencies /app/node_modules ./node_modules
COPY taskflow/frontend/src ./src
COPY taskflow/frontend/public ./public
COPY taskflow/frontend/tsconfig.json taskflow/frontend/next-env.d.ts ./
COPY taskora/frontend ./
RUN npm run build
RUN test -f .next/standalone/server.js || { echo "no .next/standalone: next.config.js must set output: 'standalone'" >&2; exit 1; }

FROM ${NODE_IMAGE} AS runner
WORKDIR /app
RUN addgroup -S -g 1001 nodejs && adduser -S -u 1001 -G nodejs nextjs
COPY --from=builder /app/public ./public
COPY --from=builder /app/.next/standalone ./
COPY --from=builder /app/.next/static ./.next/static
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 PORT=3000 HOSTNAME=0.0.0.0
USER 1001:1001
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server.js"]
