#!/usr/bin/env bash
# Makes build/rollcall-<version>-linux-<arch>.tar.gz.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(build/release/rollcall --version | awk '{print $NF}')
name=rollcall-$version-linux-$(uname -m)
folder=build/package/$name
rm -rf "$folder"
mkdir -p "$folder"
install -m 755 build/release/rollcall "$folder/rollcall"
strip "$folder/rollcall"
install -m 644 LICENSE README.md CHANGELOG.md packaging/rollcall.service "$folder/"
tar -C build/package -czf "build/$name.tar.gz" "$name"
echo "build/$name.tar.gz"
