#!/usr/bin/env bash
# Runs the whole-program benchmarks: ./dev bench [ROWS]. docs/performance.md quotes them.
set -euo pipefail
cd "$(dirname "$0")/.."
exec /usr/bin/python3 bench/program.py "$@"
