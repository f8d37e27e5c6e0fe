# The Todo chatbot's frontend:  docker build -f docker/todo-chatbot-frontend.Dockerfile -t frontend:latest test/apps
# The context holds what it shares with TaskFlow; its own files are copied last and win.
ARG NODE_IMAGE=node:18-alpine

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY todo-chatbot/frontend/package.json todo-chatbot/frontend/package-lock.json todo-chatbot/frontend/.npmrc ./
# cache-mount: /root/.npm
RUN npm ci

FROM ${NODE_IMAGE} AS builder
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY --from=dependencies /app/node_modules ./node_modules
COPY taskflow/frontend/src ./src
COPY taskflow/frontend/public ./public
COPY taskflow/frontend/tsconfig.json taskflow/frontend/next-env.d.ts ./
COPY todo-chatbot/frontend ./
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
