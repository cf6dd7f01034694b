#!/bin/sh
# Where a service lies in the checkout: below services, or beside them.
set -eu
if [ -f "services/$1/package.json" ]; then echo "services/$1"
elif [ -f "$1/package.json" ]; then echo "$1"
else echo "there is no service «$1»: --build-arg SERVICE=gateway|discovery|user|booking|notification|operations|etl|deploy" >&2; exit 1
fi
