#!/usr/bin/env bash
# The main job on a sample: a server, an upload with live progress, the summary, the report.
# usage: tools/demo.sh path/to/rollcall
set -euo pipefail
cd "$(dirname "$0")/.."
rollcall=$(realpath "$1")
out=build/demo
rm -rf "$out"
mkdir -p "$out"

export DATA_DIR=$out/data LOG_LEVEL=warning
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

say "1. A sample list: 20,000 synthetic members, 3 % invalid, 2 % duplicates"
"$rollcall" sample --rows 20000 --invalid 3 --duplicates 2 --seed 1 --out "$out/members.xlsx"

say "2. A server on a free port"
"$rollcall" serve --port 0 --host 127.0.0.1 >"$out/server.out" 2>"$out/server.log" &
server=$!
# The server is ours: end it however this script ends.
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    [ -e "$DATA_DIR/server.json" ] && break
    kill -0 "$server" 2>/dev/null || { cat "$out/server.log" >&2; exit 1; }
    sleep 0.05
done
cat "$out/server.out"

say "3. Upload, and wait"
"$rollcall" upload "$out/members.xlsx" --wait | tee "$out/summary.txt"
job=$(grep -oE 'job-[0-9]+-[0-9]+' "$out/summary.txt" | head -1)

say "4. What people get back"
"$rollcall" report "$job" --out "$out/report.xlsx"
"$rollcall" report "$job" --corrections --out "$out/corrections.xlsx"
cat <<END

Open $out/report.xlsx in Excel, LibreOffice or Google Sheets: a summary, every row with what became
of it, the invalid ones with their reasons. $out/corrections.xlsx holds the rows that did not load,
ready to be mended and uploaded again. The members are in $DATA_DIR/rollcall.db:

    sqlite3 $DATA_DIR/rollcall.db 'SELECT count(*) FROM members'
END
