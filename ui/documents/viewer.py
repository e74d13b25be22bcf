"""A stored document, page by page, beside what is known of it."""

from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from desktop.usecases.document_view import Shown
from domain.offices import Office
from ui import theme
from ui.documents.details import DetailPanel
from ui.documents.pages import PageSource, PagesView
from ui.theme import M
from ui.widgets.tall import FullSheet

DETAILS_WIDTH = 300


class ViewerSheet(FullSheet):
    """Shows the pages of a document; whoever made ``source`` tells the look.

    Args:
        title: what the document is called.
        shown: the document.
        office: whose clock the moments are told by.
        source: its pages.
        pages, over: of whoever opens it: a page that is being read never holds the sheet back.
    """

    help_topic = "formularios#documentos-del-trámite"

    def __init__(
        self,
        title: str,
        shown: Shown,
        office: Office,
        source: PageSource,
        pages: PagesView,
        over: QWidget,
    ) -> None:
        super().__init__(title, width=1240)
        self.pages, self._over = pages, over
        self.details = DetailPanel()
        self.details.show_document(shown, office)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(pages, 1)
        row.addWidget(self.details)
        self.body.addWidget(holder)
        self.fill(holder)
        pages.show()
        pages.show_pages(source)
        self.closed.connect(self._give_back)

    def _fit(self) -> None:
        super()._fit()
        if hasattr(self, "details"):
            room = self.panel.maximumWidth() // 3
            self.details.setFixedWidth(min(theme.now().px(DETAILS_WIDTH), room))

    def _give_back(self) -> None:
        self.pages.show_pages(None)
        self.pages.hide()
        if isValid(self._over):  # else who lent them is gone, and they go with the sheet
            self.pages.setParent(self._over)
