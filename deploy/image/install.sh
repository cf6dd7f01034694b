#!/bin/sh
# What one service needs at run time, from the manifests and the lockfile in this folder: no development dependencies,
# no runtimes and databases for laptops (they are optional dependencies), no install scripts. Versions and hashes are the
# lockfile's; `npm ci` would refuse it, for it was written where the registry lacks packages of other platforms.
set -eu
npm install --no-save --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error --workspace "$1"
