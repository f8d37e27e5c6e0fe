# The language models' stand-in:  docker build -f docker/llm.Dockerfile -t llm-stand-in:1.0.0 test/apps/llm
ARG NODE_IMAGE=node:20-alpine

FROM ${NODE_IMAGE} AS builder
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# cache-mount: /root/.npm
RUN npm ci
COPY *.ts ./
RUN npx tsc --outDir dist --target es2023 --module nodenext --types node --rewriteRelativeImportExtensions --strict main.ts

FROM ${NODE_IMAGE} AS runner
WORKDIR /app
RUN addgroup -S -g 1001 nodejs && adduser -S -u 1001 -G nodejs llm
COPY package.json ./
COPY chatkit.js ./
COPY --from=builder /app/dist ./
ENV NODE_ENV=production
USER 1001:1001
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "main.js", "8080", "0.0.0.0"]
