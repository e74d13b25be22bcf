; Inno Setup: dist\ventanilla-<version>.exe from build\bundle\ventanilla (see build.ps1).
[Setup]
AppId={{6B7C9A0E-3C53-4D0B-9D39-2C1F3F0C8B51}
AppName=Ventanilla
AppVersion={#Version}
AppPublisher=Ministerio de Finanzas
DefaultDirName={autopf}\Ventanilla
DefaultGroupName=Ventanilla
DisableProgramGroupPage=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir=..\..\dist
OutputBaseFilename=ventanilla-{#Version}
SetupIconFile=..\..\build\icons\ventanilla.ico
UninstallDisplayIcon={app}\ventanilla.exe
Compression=lzma2
SolidCompression=yes
CloseApplications=yes

[Languages]
Name: "es"; MessagesFile: "compiler:Languages\Spanish.isl"

[Files]
Source: "..\..\build\bundle\ventanilla\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Dirs]
; The office's data: shared by the accounts of this PC, never removed with the program.
Name: "{commonappdata}\Ventanilla"; Permissions: users-modify; Flags: uninsneveruninstall

[Icons]
Name: "{group}\Ventanilla"; Filename: "{app}\ventanilla.exe"
Name: "{group}\Ventanilla: pantalla pública"; Filename: "{app}\ventanilla.exe"; Parameters: "display"
Name: "{autodesktop}\Ventanilla"; Filename: "{app}\ventanilla.exe"
