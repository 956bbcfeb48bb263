#!/usr/bin/env bash
# Runs every fuzz target for so many seconds: tools/fuzz.sh SECONDS [TARGET...]
# The corpus grows in build/fuzz/corpus/<target>; a crash leaves its input in build/fuzz/crashes.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1
shift
targets=("$@")
if [ "${#targets[@]}" -eq 0 ]; then
    mapfile -t targets < <(find build/fuzz -maxdepth 1 -name '*_fuzz' -type f | sort | xargs -n 1 basename)
fi
mkdir -p build/fuzz/crashes

run_one() {
    local target=$1 corpus=build/fuzz/corpus/$1 seeds=tests/data/fuzz/$1
    local folders=("$corpus")
    mkdir -p "$corpus"
    [ -d "$seeds" ] && folders+=("$seeds")
    "build/fuzz/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix="build/fuzz/crashes/$target-" "${folders[@]}" \
        >"build/fuzz/$target.log" 2>&1 || { tail -40 "build/fuzz/$target.log"; return 1; }
    echo "$target: clean for $seconds s, $(grep -oE '^#[0-9]+' "build/fuzz/$target.log" | tail -1 | tr -d '#') runs"
}
export -f run_one
export seconds
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'run_one {}'
echo "fuzz: ${#targets[@]} targets clean"
