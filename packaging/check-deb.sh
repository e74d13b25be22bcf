#!/usr/bin/env bash
# Installs the newest dist/*.deb beside the system, as far as this account may, and starts it
# offscreen with a home of its own: the version, a whole simulated day, the biometric kit.
set -euo pipefail
cd "$(dirname "$0")/.."
package=$(ls -t dist/ventanilla_*.deb | head -n 1)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
root=$place/root
mkdir -p "$root" "$place/home"

installed=unpacked
dpkg-deb -x "$package" "$root"
if [ "$(id -u)" = 0 ]; then
    # dpkg itself, with a database of its own: it checks the control file and every path.
    rm -rf "$root"
    mkdir -p "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/info"
    : >"$root/var/lib/dpkg/status"
    dpkg --root="$root" --force-depends --force-script-chrootless --log=/dev/null \
        --install "$package" >"$place/dpkg.log" 2>&1 || { cat "$place/dpkg.log" >&2; exit 1; }
    installed=$(dpkg --root="$root" -s ventanilla | sed -n 's/^Status: //p')
fi

# Nothing of this repository or its virtual environment may be needed.
start() {
    (cd "$place/home" && env -i PATH=/usr/bin:/bin HOME="$place/home" LANG=C.UTF-8 \
        VENTANILLA_HOME="$place/home/ventanilla" QT_QPA_PLATFORM=offscreen \
        XDG_RUNTIME_DIR="$place/home" "$root/usr/bin/ventanilla" "$@")
}
echo "package: $installed"
start --version
[ -f "$root/usr/lib/ventanilla/_internal/docs/manual/indice.md" ] || { echo "the package has no manual" >&2; exit 1; }
start demo --dia --out "$place/home/out"
for kind in png pdf; do
    [ -n "$(find "$place/home/out" -name "*.$kind")" ] || { echo "the packaged program left no $kind" >&2; exit 1; }
done
# Prints are read and matched, and a picture comes through the camera's path.
start kit test --driver simulator
# Readers of libfprint are looked for by the system's Python, or what it lacks is told in words.
said=$(start kit test --driver libfprint --no-capture 2>&1 || true)
case $said in
    *"Ningún lector"* | *"python3-gi"*) ;;
    *) echo "the packaged program cannot look for readers: $said" >&2; exit 1 ;;
esac
# Papers are read by the packaged program itself, in a process with its libraries and limits.
start --lector-de-papeles </dev/null | grep -aq ready || { echo "the packaged program cannot read papers" >&2; exit 1; }
# It knows PostgreSQL: a server that is not there is told in words.
said=$(start office workstation list --host 127.0.0.1 --port 1 2>&1 || true)
case $said in
    *"el servidor de la oficina"*) ;;
    *) echo "the packaged program cannot reach a server: $said" >&2; exit 1 ;;
esac
echo "package: $(basename "$package") installs and starts"
