# One image for every process: the API by default, a worker by `node apps/worker/dist/main.js`, and the command line by
# `node apps/cli/bin/evidesk.js`. deploy/README.md tells how it is run.

# Where builds have to be the same for ever: --build-arg NODE_IMAGE=node:20.20.2-bookworm-slim@sha256:…
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
# Only for where the binary of SQLite cannot be downloaded.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*
COPY . .
RUN --mount=type=cache,target=/var/cache/npm npm ci --no-audit --cache /var/cache/npm
# What runs, and of the dependencies those that it needs: no sources, compilers, tests or documentation.
RUN npm run build && node scripts/assemble.mjs /assembled && npm prune --omit=dev --no-audit && mv node_modules /assembled/

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="Evidesk" \
      org.opencontainers.image.description="An event-sourced ITSM incident desk" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
ENV NODE_ENV=production EVIDESK_DATA=/data HOST=0.0.0.0 PORT=3000
RUN install -d -o 1000 -g 1000 -m 0700 /data
COPY --from=build /assembled ./
# The base image's user that is not root, by number, so that an orchestrator can see that it is none.
USER 1000:1000
# All that is ever written; everything else may be mounted read-only.
VOLUME /data
EXPOSE 3000
# Node is process 1: it has no children to reap, and ends by itself once SIGTERM has let it finish what it accepted.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "deploy/health.mjs"]
CMD ["node", "apps/api/dist/main.js"]
