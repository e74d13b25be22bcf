#!/usr/bin/env bash
# Writes requirements/*.txt: every package pinned with the hashes of its files, for Linux and
# Windows alike, without the address of the index it was made with. VENTANILLA_UPGRADE= keeps the
# versions already pinned and only adds what is new.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
command -v uv >/dev/null || { echo "make lock needs uv (pip install uv)" >&2; exit 1; }
export UV_CUSTOM_COMPILE_COMMAND="make lock"
options=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url)
[ -z "${VENTANILLA_UPGRADE-1}" ] || options+=(--upgrade)
uv pip compile "${options[@]}" runtime.in --output-file runtime.txt
uv pip compile "${options[@]}" --constraint runtime.txt central.in --output-file central.txt
uv pip compile "${options[@]}" --constraint runtime.txt --constraint central.txt dev.in --output-file dev.txt
