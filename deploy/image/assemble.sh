#!/bin/sh
# Copies what one service runs on into a folder: itself, our packages that npm linked for it, and node_modules. No tests.
# `service` in it leads to the service's own folder, wherever that lies.
set -eu
folder="$1" target="$2"
mkdir -p "$target"
for link in node_modules/@airside/*; do
  member="$(realpath --relative-to=. "$link")"
  cp -R --parents "$member" "$target"
  rm -rf "$target/$member/tests"
  find "$target/$member" -name node_modules -prune -o -name '*.test.ts' -exec rm {} +
done
cp -R node_modules "$target"
ln -s "$folder" "$target/service"
