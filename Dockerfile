# One image for every process: the API by default, the worker by `node apps/worker/dist/main.js`.
FROM node:20-slim AS build
WORKDIR /app
# Only for where the binary of SQLite cannot be downloaded.
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*
COPY . .
RUN npm ci && npm run build && npm prune --omit=dev

FROM node:20-slim
WORKDIR /app
ENV NODE_ENV=production EVIDESK_DATA=/data HOST=0.0.0.0
RUN mkdir /data && chown node:node /data
COPY --from=build /app /app
USER node
VOLUME /data
EXPOSE 3000
CMD ["node", "apps/api/dist/main.js"]
