#!/bin/sh
# The browser app, which the gateway serves; an empty folder for every other service, and where there is no app.
set -eu
service="$1" target="$2"
mkdir -p "$target"
[ "$service" = gateway ] && [ -f web/package.json ] || exit 0
npm install --no-save --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error --include-workspace-root --workspace web
npm run build --workspace web
mkdir -p "$target/web"
cp -R web/dist "$target/web"
