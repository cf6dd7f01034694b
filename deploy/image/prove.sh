#!/bin/sh
# Loads all that the service loads at its start, which ends where it finds no configuration: whatever is missing is found while
# the image is built. What Node compiles meanwhile is kept in NODE_COMPILE_CACHE, for starts that take less work and memory.
set -eu
words="$(env -u NODE_ENV -u HOST -u PORT node src/main.ts 2>&1 || true)"
case "$words" in
  *'Configuration is not valid'*) ;;
  *) echo "$words" >&2; exit 1 ;;
esac
