#!/usr/bin/env bash
# Reasons on a cluster of three nodes on this machine: starts them, loads files through one of them, has them think,
# kills one in the midst of that, prints what the others know together, and stops them.
#
#   examples/cluster.sh [FILE...]            by default examples/family.n3
#   examples/cluster.sh --stay [FILE...]     kills none, and goes on until Ctrl-C, for a look at the page of each node
#
# PORT is that of the first node, by default 9101, and HTTP_PORT that of its page with --stay, by default 8081; the
# others have the next two. PATIENCE is how many seconds the nodes have to find one another, by default 60.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
cwm=$here/../cwm
port=${PORT:-9101}
http_port=${HTTP_PORT:-8081}
seed=127.0.0.1:$port
patience=${PATIENCE:-60}
logs=$(mktemp -d)
nodes=()

stays=no
if [ "${1:-}" = --stay ]; then
  stays=yes
  shift
fi
[ $# -gt 0 ] || set -- "$here/family.n3"

stop() {
  kill -9 "${nodes[@]}" 2>/dev/null || true # nobody needs their facts any more
  rm -rf "$logs"
}
trap stop EXIT

fail() {
  echo "cluster.sh: $1" >&2
  cat "$logs"/*.log >&2
  exit 1
}

"$cwm" --version >/dev/null # builds it
for i in 1 2 3; do
  seeds=()
  [ "$i" -eq 1 ] || seeds=(--seed-nodes "$seed")
  http=none
  [ "$stays" = no ] || http=127.0.0.1:$((http_port + i - 1))
  "$cwm" --cluster-mode --node-id "node-$i" --listen "127.0.0.1:$((port + i - 1))" --http "$http" \
    --expect-nodes 3 ${seeds[@]+"${seeds[@]}"} 2>"$logs/node-$i.log" &
  nodes+=($!)
  disown # or the shell says of it that it was killed
done

# All three have joined as soon as each says so.
SECONDS=0
for i in 1 2 3; do
  until grep -q 'joined the cluster' "$logs/node-$i.log"; do
    kill -0 "${nodes[i - 1]}" 2>/dev/null || fail "node-$i has ended"
    [ "$SECONDS" -lt "$patience" ] || fail "node-$i has not joined within $patience s"
    sleep 0.1
  done
done

# All three take part as soon as there are sets of members that are to keep facts.
until "$cwm" cluster partitions --node "$seed" | grep -q 'copies at'; do
  [ "$SECONDS" -lt "$patience" ] || fail "the nodes do not take part within $patience s"
done

if [ "$stays" = yes ]; then
  "$cwm" load "$@" --think --node "$seed" >&2 || fail 'the load has failed'
  for i in 1 2 3; do
    echo "cluster.sh: look at http://127.0.0.1:$((http_port + i - 1))/ (process ${nodes[i - 1]})" >&2
  done
  echo "cluster.sh: or ask them: cwm query FILE --node $seed" >&2
  echo 'cluster.sh: Ctrl-C ends all' >&2
  while kill -0 "${nodes[@]}" 2>/dev/null; do # as long as one of them is there
    sleep 1
  done
  exit
fi

"$cwm" load "$@" --think --node "$seed" >&2 &
load=$!
kill -9 "${nodes[2]}"
echo 'cluster.sh: node-3 is killed, and the others go on' >&2
wait "$load" || fail 'the load has failed'
"$cwm" cluster partitions --node "$seed" >&2
"$cwm" dump --node "$seed"
