# One image per service: docker build --build-arg SERVICE=booking -t airside/booking .
# SERVICE: gateway, discovery, user, booking, notification, operations, etl, deploy (prepares databases). TypeScript runs as it is:
# nothing is compiled but the browser app. The steps are the scripts in deploy/image, which a test runs without an engine.
ARG NODE_IMAGE=node:26-bookworm-slim

FROM ${NODE_IMAGE} AS source
WORKDIR /source
COPY . .
# Manifests alone: packages are fetched anew only when one of these changes.
RUN mkdir /manifests \
  && find . -name package.json -not -path '*/node_modules/*' -exec cp --parents -t /manifests {} + \
  && cp --parents -t /manifests package-lock.json .npmrc deploy/image/folder.sh deploy/image/install.sh

FROM ${NODE_IMAGE} AS packages
ARG SERVICE
WORKDIR /source
COPY --from=source /manifests .
RUN --mount=type=cache,target=/root/.npm sh deploy/image/install.sh "$(sh deploy/image/folder.sh "${SERVICE}")"

FROM source AS web
ARG SERVICE
RUN --mount=type=cache,target=/root/.npm sh deploy/image/build-web.sh "${SERVICE}" /web

FROM packages AS assembled
COPY --from=source /source .
RUN sh deploy/image/assemble.sh "$(sh deploy/image/folder.sh "${SERVICE}")" /airside
COPY --from=web /web /airside
# Node files what it has compiled by user: it must be the one that runs later.
RUN mkdir /airside/.compile-cache && chown 1000:1000 /airside/.compile-cache
USER 1000:1000
WORKDIR /airside/service
RUN NODE_COMPILE_CACHE=/airside/.compile-cache sh /source/deploy/image/prove.sh

FROM ${NODE_IMAGE}
ARG SERVICE
LABEL org.opencontainers.image.title="airside-${SERVICE}" org.opencontainers.image.licenses="MIT"
# Nothing is installed in a running container, so that nothing in it can install.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
  && mkdir /data && chown 1000:1000 /data
# Belongs to root, and the process is not: it can change nothing of itself, also where the file system is not mounted read-only.
COPY --from=assembled /airside /airside
# production refuses what is only fit for a laptop; HOST and PORT are inside the container; the gateway serves WEB_DIR.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=5000 WEB_DIR=/airside/web/dist NODE_COMPILE_CACHE=/airside/.compile-cache
USER 1000:1000
WORKDIR /airside/service
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["node", "-e", \
  "require(process.env.TLS_CERT_FILE ? 'https' : 'http').get({ port: process.env.PORT, path: '/health/ready', rejectUnauthorized: false, timeout: 2500 }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('timeout', () => process.exit(1)).on('error', () => process.exit(1))"]
CMD ["node", "src/main.ts"]
