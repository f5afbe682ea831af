# hookinbox as an image: `docker build -t hookinbox:0.1.0 .` in a clone of the repository.
# Your own handlers go on top: see docs/production.md.

FROM node:24-bookworm-slim AS build
WORKDIR /src
# What rarely changes first: dependencies are installed again only when these files are others.
COPY package.json package-lock.json ./
COPY dashboard/package.json dashboard/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm pack --ignore-scripts --pack-destination /tmp

FROM node:24-bookworm-slim AS install
WORKDIR /app
COPY --from=build /tmp/hookinbox-*.tgz /tmp/
RUN npm init --yes >/dev/null \
 && npm install --omit=dev --no-audit --no-fund /tmp/hookinbox-*.tgz \
 && npm cache clean --force

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=install /app ./
RUN ln -s /app/node_modules/.bin/hookinbox /usr/local/bin/hookinbox \
 && mkdir /data && chown node:node /data
# The user 1000 of the base image. A volume at /data keeps the SQLite store.
USER 1000:1000
VOLUME /data
EXPOSE 8420 8421
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8420/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# Node itself is the process that hears SIGTERM: no shell and no npm in between.
ENTRYPOINT ["node", "/app/node_modules/hookinbox/dist/cli.js"]
CMD ["serve", "--config", "/app/hookinbox.config.mjs", "--host", "0.0.0.0", "--admin-host", "0.0.0.0"]
