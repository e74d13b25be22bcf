"""What can be done in each step besides the natural next thing."""

from PySide6.QtWidgets import QWidget

from biometrics.verdicts import FingerState
from ui.biometrics.fingers import FingersState, Stage, fingers_button
from ui.biometrics.kit import LOOKING, Stands
from ui.biometrics.photo import PhotoState
from ui.biometrics.review import photo_button
from ui.biometrics.state import After, Button, Step, WorkState
from ui.widgets import FlowLayout, KeyButton

_OPEN = frozenset({FingerState.PENDING, FingerState.UNDER_WAY, FingerState.FAILED})


class WorkButtons(QWidget):
    """The buttons beside the main one, those in sight that fit the step."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.repeat = KeyButton("Repetir", key="F4", icon="refresh-cw")
        self.leave_out = KeyButton("Dedo ausente o ilegible…", key="F6", icon="ban")
        self.decide = KeyButton("Aceptar con supervisor…", key="F7", icon="user-check")
        self.skip = KeyButton("Omitir", key="F8")
        self.cancel = KeyButton("Cancelar", key="F8", icon="x")
        self.use_anyway = KeyButton("Usar de todos modos", key="F6", icon="check")
        self.back_to_fingers = KeyButton("Corregir huellas", key="F4", icon="fingerprint")
        self.back_to_photo = KeyButton("Otra fotografía", key="F6", icon="contact")
        self.receipt = KeyButton("Recibo", key="F4", icon="printer")
        self.message = KeyButton("Copiar mensaje", key="Ctrl+M", icon="copy")
        self.another = KeyButton("Nombrar al alterno…", key="F5", icon="user-plus")
        self.ods = KeyButton("ODS instalado", key="F5", icon="monitor")
        self.on_file = KeyButton("Usar las huellas que constan…", key="F6", icon="mail")
        self.case = KeyButton("Trámite", key="F7", icon="folder-open")
        self.withdraw = KeyButton("Retirar…", key="F10", icon="user-x")
        flow = FlowLayout(self, middle=True)
        for button in (
            self.repeat,
            self.leave_out,
            self.decide,
            self.skip,
            self.cancel,
            self.use_anyway,
            self.back_to_fingers,
            self.back_to_photo,
            self.receipt,
            self.message,
            self.another,
            self.ods,
            self.on_file,
            self.case,
            self.withdraw,
        ):
            flow.addWidget(button)

    def offer(
        self,
        step: Step,
        state: WorkState,
        fingers: FingersState,
        photo: PhotoState,
        *,
        low: bool = False,
    ) -> None:
        """Show what can be done now; in fewer words where room is scarce."""
        self.leave_out.set("Sin huella…" if low else "Dedo ausente o ilegible…")
        self.decide.set("Supervisor…" if low else "Aceptar con supervisor…")
        ready = fingers.stage is Stage.READY
        current = fingers.current
        here, taking = step is Step.FINGERS, step is Step.PHOTO
        failed = current is not None and current.state is FingerState.FAILED
        advised = photo.check is not None and not photo.check.accepted and not photo.kept
        finger = here and ready and not fingers.operator
        still = step in {Step.PAPERS, Step.NOTICE, Step.AFTER}
        enrolled = state.ods is not None
        shown = {
            self.repeat: (finger and fingers.begun and not failed and not fingers.again)
            or (taking and photo.taken),
            self.leave_out: finger and current is not None and current.state in _OPEN,
            self.decide: finger and failed,
            self.skip: here and ready and fingers.operator,
            self.cancel: here and fingers.stage is Stage.PLACING,
            self.use_anyway: taking and advised,
            self.back_to_fingers: step is Step.REVIEW,
            self.back_to_photo: step is Step.REVIEW,
            self.receipt: step is Step.AFTER and state.after.receipt,
            self.message: step is Step.AFTER and state.after.act is After.NOTIFY,
            self.another: still and state.unnamed is not None and not enrolled,
            self.ods: step is Step.AFTER and enrolled,
            self.on_file: step is Step.NOTICE and state.on_file,
            self.case: still,
            self.withdraw: still and state.can_withdraw,
        }
        if state.unnamed is not None:
            self.another.set(f"Nombrar al {state.unnamed.value}…")
        self.ods.set("Quitar «ODS instalado»" if state.ods else "ODS instalado")
        for button, visible in shown.items():
            button.setVisible(visible)


def main_button(
    step: Step,
    state: WorkState,
    fingers: FingersState,
    photo: PhotoState,
    reader: Stands,
    camera: Stands,
) -> Button:
    """Return what F2 says.

    Args:
        reader: how the reader stands.
        camera: how the camera stands.
    """
    match step:
        case Step.PAPERS:
            if state.papers_ok:
                return Button("Validar documentos", icon="check")
            return Button("Abrir el trámite", icon="folder-open")
        case Step.NOTICE:
            return Button("Aviso dado: seguir", icon="check")
        case Step.FINGERS:
            return fingers_button(fingers, ready=reader.ready, looking=reader is LOOKING)
        case Step.PHOTO:
            return photo_button(photo, ready=camera.ready)
        case Step.REVIEW:
            whole = fingers.complete and photo.kept
            return Button("Confirmar y sellar", enabled=whole, icon="lock")
        case _:
            return Button(state.after.go, icon=_AFTER_ICONS[state.after.act])


_AFTER_ICONS = {
    After.NOTHING: "",
    After.FOLLOWING: "arrow-right",
    After.CONFIGURE: "check",
    After.NOTIFY: "check",
    After.LOOK: "arrow-left",
}
