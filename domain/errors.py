"""What the person at the counter can act on.

Every error here tells three things, in this order: what happened, what was kept, what to do.
The texts are shown as they are, so they are in Spanish; anything that is not a ``KnownError``
is a bug and reaches the program's one excepthook.
"""

from uuid import UUID


class KnownError(Exception):
    """An expected failure, told in words.

    Subclasses give the default texts; a place that knows more passes its own.

    Args:
        what: what happened.
        kept: what is still safe; empty when nothing was at stake.
        todo: what the person can do now.
    """

    what = "No se pudo completar la acción."
    kept = ""
    todo = ""

    def __init__(
        self, what: str | None = None, *, kept: str | None = None, todo: str | None = None
    ) -> None:
        self.what = self.what if what is None else what
        self.kept = self.kept if kept is None else kept
        self.todo = self.todo if todo is None else todo
        super().__init__(self.words)

    @property
    def words(self) -> str:
        """The whole message: what happened, what was kept, what to do."""
        return " ".join(part for part in (self.what, self.kept, self.todo) if part)


class InvalidInput(KnownError):
    """A typed, pasted or scanned value cannot be used."""

    what = "El dato no es válido."
    todo = "Corríjalo e intente de nuevo."


class WrongKey(KnownError):
    """The database does not open with the key at hand."""

    what = "Los datos de la oficina no se abren con la clave de este equipo."
    kept = "Los datos siguen guardados y cifrados."
    todo = "Escriba el código de recuperación de la oficina."


class NotOnThisData(KnownError):
    """A part of this program needs data that the office's server does not have yet."""

    kept = "Lo demás funciona como siempre."
    todo = "Se actualizan al cerrar el día."


class DatabaseDamaged(KnownError):
    """The database file is not a database, or part of it cannot be read.

    SQLite says so too where the disk fails while it is read: that may pass.
    """

    what = "El archivo con los datos de la oficina está dañado."
    kept = "No se ha cambiado nada en él."
    todo = "Intente otra vez. Si se repite, avise al administrador para restaurar la última copia."


class DatabaseMissing(KnownError):
    """The office's database is not where it was."""

    what = "No se encuentran los datos de la oficina."
    kept = "No se ha creado otra en su lugar."
    todo = "Compruebe que el disco esté conectado o restaure la última copia de seguridad."


class KeyStoreUnavailable(KnownError):
    """The system keyring does not answer, is locked, or refuses to keep the key."""

    what = "Este equipo no puede guardar la clave de los datos en su llavero."
    kept = "Los datos siguen guardados y cifrados."
    todo = "Desbloquee el llavero de su sesión o escriba el código de recuperación."


class RecoveryCodeNeeded(KnownError):
    """This operating-system account does not know the key yet."""

    what = "Este usuario del equipo todavía no tiene la clave de los datos."
    kept = "Los datos siguen guardados y cifrados."
    todo = "Escriba el código de recuperación de la oficina; solo se pide una vez."


class RecoveryCodeRefused(InvalidInput):
    """The code is well written, but opens no slot of this database."""

    what = "El código está bien escrito, pero no es el de esta oficina."
    kept = "Los datos siguen guardados y cifrados."
    todo = "Busque la hoja con el código vigente de esta oficina."


class RecoveryCodeMistyped(InvalidInput):
    """The code does not hold its own check.

    Args:
        groups: which groups, counted from 1, look mistyped; empty when it cannot be told.
    """

    what = "El código de recuperación no está completo o tiene un error."
    todo = "Compárelo con la hoja y escríbalo de nuevo."

    def __init__(self, what: str | None = None, *, groups: tuple[int, ...] = ()) -> None:
        self.groups = groups
        super().__init__(what)


class KeyFileDamaged(KnownError):
    """The file that keeps the wrapped key cannot be read, nor its second copy."""

    what = "El archivo de claves de la oficina falta o está dañado."
    kept = "Los datos no se han tocado."
    todo = "Restaure la última copia de seguridad o avise al administrador."


class NewerVersion(KnownError):
    """A file was written by a later version of the program."""

    what = "Estos datos son de una versión más nueva de Ventanilla."
    kept = "No se ha cambiado nada en ellos."
    todo = "Actualice Ventanilla en este equipo."


class DatabaseNewer(NewerVersion):
    """The database was written by a later version of the program."""

    what = "Los datos de la oficina son de una versión más nueva de Ventanilla."


class TrainingData(KnownError):
    """The real program came upon data of training, which it never opens, restores or changes."""

    what = "Estos datos son de práctica: nada de ellos es real."
    kept = "No se cambió nada."
    todo = "Para practicar pulse «Practicar»; para trabajar, use los datos de la oficina."


class NotTraining(KnownError):
    """Training came upon data that is not its own, which it never opens or changes."""

    what = "La práctica encontró datos que no son de práctica."
    kept = "No se abrió ni se cambió nada de ellos."
    todo = "Avise al administrador: la práctica usa solo su propia carpeta."


class DatabaseInUse(KnownError):
    """Another program has the database open, and this needs it alone."""

    what = "Ventanilla está abierta en otra ventana o en otra sesión de este equipo."
    kept = "No se ha cambiado nada."
    todo = "Ciérrela en todas las sesiones e intente de nuevo."


class DatabaseReserved(KnownError):
    """The database is being restored or updated."""

    what = "Se están restaurando o actualizando los datos de este equipo."
    kept = "Los datos anteriores están guardados."
    todo = "Espere a que termine y abra Ventanilla de nuevo."


class BackupDamaged(KnownError):
    """A backup is not one, is cut, or does not hold its own checks."""

    what = "La copia de seguridad está dañada o incompleta."
    kept = "Los datos actuales no se han tocado."
    todo = "Elija otra copia."


class BackupFailed(KnownError):
    """A backup could not be written."""

    what = "No se pudo guardar la copia de seguridad."
    kept = "Los datos y las copias anteriores están intactos."
    todo = "Compruebe que la carpeta de copias exista y se pueda escribir en ella."


class RestoreFailed(KnownError):
    """An archive could not be put in place."""

    what = "No se pudo restaurar la copia de seguridad."
    kept = "Los datos actuales no se han tocado."
    todo = "Compruebe que el disco y la carpeta de datos estén disponibles e intente de nuevo."


class SettingsProblem(KnownError):
    """The settings file, or part of it, could not be used."""

    what = "El archivo de configuración estaba dañado."
    kept = "Los datos de la oficina no se han tocado."
    todo = "Revise la configuración: se usan los valores iniciales."


class DatabaseBusy(KnownError):
    """Another program held the database for longer than can be waited."""

    what = "La información de la oficina está ocupada por otro programa."
    kept = "Lo anterior está guardado; esta acción no se hizo."
    todo = "Espere un momento e intente de nuevo."


class DiskFull(KnownError):
    """The disk has no room left."""

    what = "No queda espacio en el disco."
    kept = "Lo anterior está guardado; esta acción no se hizo."
    todo = "Libere espacio e intente de nuevo."


class DatabaseReadOnly(KnownError):
    """The database, or its folder, cannot be written."""

    what = "La información de la oficina está protegida contra escritura."
    kept = "Lo anterior está guardado; esta acción no se hizo."
    todo = "Avise al administrador para que dé permiso de escritura a la carpeta de datos."


class DatabaseUnreachable(KnownError):
    """The database file cannot be opened, or the disk under it fails."""

    what = "No se pueden leer ni guardar los datos de la oficina."
    kept = "Lo anterior está guardado; esta acción no se hizo."
    todo = "Compruebe que el disco esté conectado y avise al administrador."


class ServerLost(KnownError):
    """The office's server does not answer, or the connection to it was cut."""

    what = "Se perdió la conexión con el servidor de la oficina."
    kept = "Lo anterior está guardado; esta acción no se hizo."
    todo = "Se vuelve a intentar solo. Si no vuelve, avise al administrador."


class OutcomeUnknown(KnownError):
    """The connection was cut while an action was being kept, and the server cannot be asked yet.

    Args:
        operation_id: what will be in the log if it was done.
    """

    what = "Se cortó la conexión justo al guardar y aún no se sabe si quedó hecho."
    kept = "Lo anterior está guardado."
    todo = "No lo repita: al volver la conexión se le dirá si quedó hecho."

    def __init__(self, operation_id: UUID) -> None:
        self.operation_id = operation_id
        super().__init__()


class OutcomeNowKnown(KnownError):
    """An action was asked for while an earlier one was in doubt; what became of that is known now."""

    what = "Esta acción no se hizo: faltaba saber si la anterior quedó hecha."
    kept = "Ya se sabe, y se le avisa en esta pantalla."
    todo = "Revise cómo quedó y repita lo que haga falta."


class ServerRefused(KnownError):
    """The office's server does not let this workstation in, or not do this."""

    what = "El servidor de la oficina no admite a este equipo."
    kept = "No se ha cambiado nada."
    todo = "Avise al administrador para que registre este equipo en el servidor."


class ServerUntrusted(KnownError):
    """The office's server does not prove to be itself."""

    what = "El servidor de la oficina no demuestra ser el verdadero."
    kept = "No se le ha enviado nada."
    todo = "Avise al administrador: puede haber cambiado su certificado, o ser otro equipo."


class ServerNotReady(KnownError):
    """The office's server is being given its data: nobody may write there yet."""

    what = "El servidor de la oficina todavía no está listo."
    kept = "No se ha cambiado nada."
    todo = "Se están pasando sus datos. Espere unos minutos; si sigue así, avise al administrador."


class OldAuthority(KnownError):
    """The server was replaced by another one, which counts now."""

    what = "Este servidor fue reemplazado por otro y ya no recibe el trabajo de la oficina."
    kept = "Esta acción no se hizo."
    todo = "Espere a que este equipo encuentre el nuevo servidor, o avise al administrador."


class NotFound(KnownError):
    """What was asked for is not on file."""

    what = "No se encontró lo que busca."
    todo = "Actualice la lista y revise el dato."


class Stale(KnownError):
    """Somebody else changed it in between."""

    what = "Otra persona cambió este registro hace un momento."
    kept = "Su cambio no se aplicó; el de ella está guardado."
    todo = "Revise cómo quedó y repita si hace falta."


class NotSetUp(KnownError):
    """The first start has not been done in this database."""

    what = "Esta oficina todavía no está configurada."
    todo = "Abra Ventanilla y complete la configuración inicial."


class PrintFailed(KnownError):
    """A document was not printed: no such printer, it is off, or it refuses."""

    what = "No se pudo imprimir."
    kept = "Lo registrado está guardado."
    todo = "Revise que la impresora esté encendida y con papel, y vuelva a imprimir."
