#!/usr/bin/env bash
# Prepares this machine: tools/setup.sh runtime|dev
# System libraries, the virtual environment .venv and the pinned packages. Quick when nothing
# changed: a stamp inside .venv remembers what was installed.
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:-runtime}
case $what in
    runtime) libraries=(requirements/debian.txt) ;;
    dev) libraries=(requirements/debian.txt requirements/debian-dev.txt) ;;
    *) echo "usage: tools/setup.sh runtime|dev" >&2; exit 2 ;;
esac
lock=requirements/$what.txt
python=.venv/bin/python

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

# The dev lock holds the runtime one, so its stamp answers for both.
fingerprint() { { cat "$@" tools/setup.sh; "$python" -VV; } 2>/dev/null | sha256sum | cut -d' ' -f1; }
current() { [ -x "$python" ] && [ "$(cat ".venv/.stamp-$1" 2>/dev/null)" = "$(fingerprint "requirements/$1.txt" requirements/debian*.txt)" ]; }
if current dev || { [ "$what" = runtime ] && current runtime; }; then exit 0; fi

# ---- system libraries
missing_libraries() {
    command -v dpkg-query >/dev/null || return 0
    local name
    sed -E 's/[[:space:]]*#.*//' "${libraries[@]}" | while read -r name; do
        [ -z "$name" ] || dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || echo "$name"
    done
}

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)
may_install() { command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >&2; }

mapfile -t missing < <(missing_libraries)
if [ ${#missing[@]} -gt 0 ] && may_install; then
    say "System libraries: ${missing[*]}"
    apt install -y --no-install-recommends "${missing[@]}" 2>/dev/null \
        || { apt update && apt install -y --no-install-recommends "${missing[@]}"; } || true
    mapfile -t missing < <(missing_libraries)
fi
if [ ${#missing[@]} -gt 0 ]; then
    say "Faltan bibliotecas del sistema. Pida al administrador / System libraries are missing, ask for:"
    echo "   sudo apt-get install --no-install-recommends ${missing[*]}" >&2
fi

# ---- virtual environment
base=${PYTHON:-}
for candidate in python3.11 python3 python; do
    [ -n "$base" ] && break
    "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && base=$candidate
done
if ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
    [ -n "$base" ] || { say "Falta Python 3.11 / Python 3.11 is needed (PYTHON=... make setup)"; exit 1; }
    say "Virtual environment .venv ($("$base" -V))"
    rm -rf .venv
    # Without python3-venv there is no pip to put inside: the system's own pip can serve.
    "$base" -m venv .venv >/dev/null 2>&1 || "$base" -m venv --clear --without-pip .venv
fi
if "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null 2>&1; then
    pip=("$python" -m pip)
elif [ -n "$base" ] && "$base" -m pip --python "$python" --version >/dev/null 2>&1; then
    pip=("$base" -m pip --python "$python")
else
    say "Falta pip: instale python3-venv y repita / pip is missing: install python3-venv and repeat"
    exit 1
fi

# ---- pinned packages: only files whose hash stands in the lock
say "Pinned packages: $lock"
if ! "${pip[@]}" install -qq --disable-pip-version-check --no-input --no-deps --no-compile \
    --require-hashes --only-binary :all: --requirement "$lock"; then
    say "No se pudieron instalar los paquetes; revise la conexión y repita / The packages could not be installed; check the connection and repeat"
    exit 1
fi
# Without compiled bytecode each start takes 0.7 s longer. Some packages carry templates that do
# not compile, and some machines refuse the locks that several processes need.
compile() {
    env -u PYTHONDONTWRITEBYTECODE "$python" -m compileall -qq "$@" \
        "$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" 2>/dev/null
}
compile -j 0 || compile || true

# The program by its name, from any folder and by any link, without installing it as a package.
cat > .venv/bin/ventanilla <<'SCRIPT'
#!/bin/sh
root=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")
PYTHONPATH=$root${PYTHONPATH:+:$PYTHONPATH} exec "$root/.venv/bin/python" -P -m desktop "$@"
SCRIPT
chmod +x .venv/bin/ventanilla

# A missing library must be found here, in words, and not by the first window.
if ! problem=$(QT_QPA_PLATFORM=offscreen "$python" -c 'import PySide6.QtWidgets, PySide6.QtPrintSupport, pyzbar.pyzbar, sqlcipher3' 2>&1); then
    say "El programa no puede iniciar en este equipo / The program cannot start on this machine:"
    printf '%s\n' "${problem##*$'\n'}" >&2
    exit 1
fi
fingerprint "$lock" requirements/debian*.txt > ".venv/.stamp-$what"
say "Listo / Ready"
