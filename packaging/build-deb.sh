#!/usr/bin/env bash
# Builds dist/ventanilla_<version>_<architecture>.deb. `make package` has prepared .venv before.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 022
python=.venv/bin/python
version=$($python -c 'import desktop; print(desktop.__version__)')
architecture=$(dpkg --print-architecture)
bundle=build/bundle/ventanilla
root=build/deb
package=dist/ventanilla_${version}_${architecture}.deb

# Nothing changed since the package was built: keep it.
sources=$( (git ls-files -z --cached --others --exclude-standard -- biometrics db desktop domain ui resources docs/manual packaging requirements CHANGELOG.md \
    | xargs -0 sha256sum 2>/dev/null; $python -VV) | sha256sum | cut -d' ' -f1)
if [ -f "$package" ] && [ "$(cat build/deb.stamp 2>/dev/null)" = "$sources" ]; then
    echo "$package (unchanged)"
    exit 0
fi

$python packaging/make_icons.py build/icons
QT_QPA_PLATFORM=offscreen $python -m PyInstaller --noconfirm --log-level WARN \
    --workpath build/pyinstaller --distpath build/bundle packaging/linux.spec

rm -rf "$root"
install -d "$root/DEBIAN" "$root/usr/lib" "$root/usr/bin" "$root/usr/share/doc/ventanilla"
cp -a "$bundle" "$root/usr/lib/ventanilla"
# Interpreter and extensions come with debugging symbols; Qt's and Pillow's libraries are already
# stripped, and their paths were rewritten in a way that strip would break.
find "$root/usr/lib/ventanilla" -type f -name '*.so*' ! -path '*/PySide6/*' ! -path '*.libs/*' ! -path '*/PIL/*' \
    -exec strip --strip-unneeded {} + 2>/dev/null || true
ln -s ../lib/ventanilla/ventanilla "$root/usr/bin/ventanilla"
install -Dm644 packaging/debian/ventanilla.desktop "$root/usr/share/applications/ventanilla.desktop"
install -Dm644 packaging/debian/70-ventanilla-readers.rules "$root/usr/lib/udev/rules.d/70-ventanilla-readers.rules"
install -Dm644 resources/icons/ventanilla.svg "$root/usr/share/icons/hicolor/scalable/apps/ventanilla.svg"
for size in 32 48 128 256; do
    install -Dm644 "build/icons/$size.png" "$root/usr/share/icons/hicolor/${size}x$size/apps/ventanilla.png"
done
install -m644 packaging/debian/copyright "$root/usr/share/doc/ventanilla/copyright"
gzip -9n <CHANGELOG.md >"$root/usr/share/doc/ventanilla/changelog.gz"

# The same system libraries as `make setup`, less what only a virtual environment needs.
depends=$(sed -E 's/[[:space:]]*#.*//; /^$/d; /^python3-venv$/d' requirements/debian.txt | paste -sd, | sed 's/,/, /g')
size=$(du -sk "$root/usr" | cut -f1)
sed -e "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$size/" \
    -e "s/@DEPENDS@/libc6 (>= 2.34), libstdc++6, $depends/" packaging/debian/control >"$root/DEBIAN/control"
install -m755 packaging/debian/postinst "$root/DEBIAN/postinst"
mkdir -p dist
dpkg-deb --root-owner-group -Zzstd -z12 --build "$root" "$package" >/dev/null
echo "$sources" >build/deb.stamp
echo "$package: $(du -h "$package" | cut -f1), installed $((size / 1024)) MB"
