#!/usr/bin/env bash
# clang-tidy over the sources changed against the main branch; --all: over every source.
set -euo pipefail
cd "$(dirname "$0")/.."

changed_since() {
    # A header's change is seen through the source that is named like it.
    { git diff --name-only --diff-filter=d "$1" -- src tests; git ls-files -o --exclude-standard src tests; } |
        sed 's/\.hpp$/.cpp/' | sort -u
}

base() {
    local main
    for main in origin/main main; do
        if git rev-parse -q --verify "$main" >/dev/null; then
            git merge-base "$main" HEAD
            return
        fi
    done
    git rev-parse HEAD
}

if [ "${1:-}" = --all ]; then
    files=$(git ls-files 'src/*.cpp' 'tests/*.cpp')
else
    from=$(base)
    # On the main branch itself the last commit is what changed.
    [ "$from" = "$(git rev-parse HEAD)" ] && from=$(git rev-parse -q --verify HEAD~1 || echo HEAD)
    files=$(changed_since "$from" | grep '\.cpp$' || true)
fi

# Fuzz targets are built by another compiler's preset.
list=()
for file in $files; do
    if [ -f "$file" ] && grep -q "\"file\": \"$PWD/$file\"" build/dev/compile_commands.json; then
        list+=("$file")
    fi
done
echo "clang-tidy: ${#list[@]} sources" >&2
[ "${#list[@]}" -eq 0 ] && exit 0
printf '%s\n' "${list[@]}" | xargs -P "$(nproc)" -n 1 clang-tidy-19 -p build/dev --quiet 2> >(
    # The counts of suppressed warnings from system headers say nothing.
    grep -vE '^[0-9]+ warnings? (generated|and)|^Suppressed|^Use -header' >&2 || true
)
