# Builds the Windows installer: needs Python 3.11, Inno Setup 6 (iscc in PATH) and, to sign,
# signtool with the ministry's certificate.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

if (-not (Test-Path .venv)) { py -3.11 -m venv .venv }
$python = ".venv\Scripts\python.exe"
& $python -m pip install -qq --no-deps --require-hashes --only-binary :all: -r requirements\dev.txt
if ($LASTEXITCODE) { exit $LASTEXITCODE }

& $python packaging\make_icons.py build\icons
if ($LASTEXITCODE) { exit $LASTEXITCODE }
& $python -m PyInstaller --noconfirm --log-level WARN --workpath build\pyinstaller --distpath build\bundle packaging\windows\windows.spec
if ($LASTEXITCODE) { exit $LASTEXITCODE }

$version = & $python -c "import desktop; print(desktop.__version__)"
iscc /Qp "/DVersion=$version" packaging\windows\ventanilla.iss
exit $LASTEXITCODE
