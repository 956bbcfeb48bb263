#!/usr/bin/env bash
# Runs the whole-program benchmarks: ./dev bench [ROWS]. docs/performance.md quotes them. Exit 1 when one
# failed or missed a bar of its own; the others run all the same.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()
bench() { /usr/bin/python3 "bench/$1" "${@:2}" || failed+=("$1"); }

for peer in bench/socketio bench/peers; do
    if [ ! "$peer/node_modules" -nt "$peer/package-lock.json" ]; then
        npm ci --prefix "$peer" --no-audit --no-fund || exit 1
    fi
done
bench program.py "$@"
bench check.py
bench slow_clients.py
bench slowhttptest.py
bench load_postgres.py
bench queues.py
bench path.py
bench realtime.py
[ "${#failed[@]}" -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }
