#!/bin/sh
# Makes a cluster of six nodes: three masters with a copy each. Does nothing where there is one. REDISCLI_AUTH holds the password.
set -eu
nodes="redis-1 redis-2 redis-3 redis-4 redis-5 redis-6"
state() { redis-cli -h "$1" cluster info | tr -d '\r' | sed -n 's/^cluster_state://p'; }
known() { redis-cli -h "$1" cluster info | tr -d '\r' | sed -n 's/^cluster_known_nodes://p'; }

if [ "$(known redis-1)" -lt 6 ]; then
  addresses=""
  # Nodes meet by address; clients are told names (cluster-announce-hostname).
  for node in $nodes; do addresses="$addresses $(getent hosts "$node" | cut -d ' ' -f 1):6379"; done
  redis-cli --cluster create $addresses --cluster-replicas 1 --cluster-yes
fi
for node in $nodes; do
  until [ "$(state "$node")" = ok ]; do sleep 1; done
done
