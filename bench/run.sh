#!/usr/bin/env bash
# Runs the whole-program benchmarks: ./dev bench [ROWS]. docs/performance.md quotes them.
set -euo pipefail
cd "$(dirname "$0")/.."
/usr/bin/python3 bench/program.py "$@"
/usr/bin/python3 bench/check.py
/usr/bin/python3 bench/slow_clients.py
/usr/bin/python3 bench/slowhttptest.py
for peer in bench/socketio bench/peers; do
    if [ ! "$peer/node_modules" -nt "$peer/package-lock.json" ]; then
        npm ci --prefix "$peer" --no-audit --no-fund
    fi
done
/usr/bin/python3 bench/load_postgres.py
/usr/bin/python3 bench/queues.py
exec /usr/bin/python3 bench/realtime.py
