# The ChatKit chatbot's frontend:  docker build -f docker/todo-chatkit-frontend.Dockerfile -t todo-frontend:phase4 test/apps
# The context holds what it shares with TaskFlow; its own files are copied last and win. Next.js 16 needs Node 20.
ARG NODE_IMAGE=node:20-alpine

FROM ${NODE_IMAGE} AS pnpm
RUN npm install --global pnpm@9.15.9

FROM pnpm AS dependencies
WORKDIR /app
COPY todo-chatkit/frontend/package.json todo-chatkit/frontend/pnpm-lock.yaml todo-chatkit/frontend/.npmrc ./
# cache-mount: /root/.local/share/pnpm/store
RUN pnpm install --frozen-lockfile

FROM pnpm AS builder
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY --from=dependencies /app/node_modules ./node_modules
COPY taskflow/frontend/src ./src
COPY taskflow/frontend/public ./public
COPY taskflow/frontend/tsconfig.json taskflow/frontend/next-env.d.ts ./
COPY todo-chatkit/frontend ./
RUN pnpm build
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
