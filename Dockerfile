# One image for every process; the argument names it: docker run kith router/bin/router.ts
# Node of this version runs the TypeScript sources as they are (erasable syntax only), so nothing is compiled.
# By its digest, so that every build starts from the same bytes; docs/operating.md says how it is renewed.
ARG NODE_IMAGE=node:24.20.0-bookworm-slim@sha256:ba849c60be29959425b8734d57b8b4b7d56f98edd9504c9af091d5281095a71e

FROM ${NODE_IMAGE} AS generate
WORKDIR /kith
COPY package.json package-lock.json ./
COPY client/package.json client/
RUN npm ci --ignore-scripts
COPY . .
# The image's user is nobody special: it reads what everybody may read, whatever the umask of the checkout was.
RUN npm run --silent postinstall \
  && chmod -R a+rX client events platform prisma router scripts subgraphs package.json router.yaml supergraph.graphql

FROM ${NODE_IMAGE} AS production-dependencies
ARG NODE_IMAGE
WORKDIR /kith
COPY package.json package-lock.json ./
COPY client/package.json client/
RUN npm ci --omit=dev --ignore-scripts
# Takes away what npm installs and production doesn't need, and writes what is left, for whoever has to know: read with
# `docker run --entrypoint cat kith sbom.json`.
COPY scripts/image scripts/image
RUN NODE_IMAGE=${NODE_IMAGE} node scripts/image/bin/production.ts

FROM ${NODE_IMAGE}
# The thread that plans large operations loads its code by tsx, which would keep what it made of it below /tmp.
ENV NODE_ENV=production APOLLO_TELEMETRY_DISABLED=true TSX_DISABLE_CACHE=1
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
