#!/bin/sh
# What one service needs at run time, from the manifests and the lockfile in this folder: no development dependencies,
# no runtimes and databases for laptops (they are optional dependencies), no install scripts.
set -eu
folder="$1"
options="--omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error"
# A lockfile written where the registry lacks packages of other platforms is refused by `npm ci`, though it has all for this one.
npm ci $options --workspace "$folder" || npm install --no-save $options --workspace "$folder"
