"""A page of the manual as it is read: Markdown dressed in the program's type and colours."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QImageReader,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser

from ui import theme
from ui.help.manual import anchor
from ui.theme import L, M, Role, S
from ui.widgets.text import is_restyled

HEADINGS = {1: 18.0, 2: 14.0, 3: 11.5}
"""Points at 100 %."""
MARGIN = L
PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"
LINE = 140
"""Height of a line, in per cent of the letters'."""


class Paper(QTextBrowser):
    """Shows one page. It follows no link by itself: ``wanted`` tells which was asked for.

    Args:
        folder: where the pages and their pictures lie.
    """

    wanted = Signal(str)
    """A topic of the manual, from a link."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._name = ""
        self._markdown = ""
        self._pictures: dict[str, QImage] = {}
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        # Always: a picture fitted beside it could make it go, and so be fitted anew, for ever.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.document().setDocumentMargin(MARGIN)
        self.anchorClicked.connect(self._follow)

    def show_page(self, name: str, title: str, markdown: str) -> None:
        """Show another page from its beginning."""
        self._name, self._markdown = name, markdown
        self.setAccessibleName(f"Manual: {title}")
        self._draw()

    def go_to(self, heading: str) -> None:
        """Bring the heading of this anchor to the top; the page's beginning where it is empty."""
        for block in self._blocks():
            if heading and block.blockFormat().headingLevel() and anchor(block.text()) == heading:
                self._scroll_to(block)
                return
        self._scroll_to(self.document().begin())

    def changeEvent(self, event: QEvent) -> None:
        """Follow scheme and text scale."""
        super().changeEvent(event)
        if is_restyled(event) and self._markdown:
            self._keep_place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures anew, with the same words at the top."""
        read = self._read()
        super().resizeEvent(event)
        if self._markdown and event.size().width() != event.oldSize().width():
            self._fit_pictures()
            self._scroll_to(read)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Give a picture of the manual, as large as it is shown; nothing from anywhere else."""
        return self._scaled(name if isinstance(name, str) else name.toString())

    # ------------------------------------------------------------------- drawing

    def _draw(self) -> None:
        document = self.document()
        document.clear()
        document.setDefaultFont(theme.font(Role.BODY))
        document.setMarkdown(self._markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        whole = QTextCursor(document)
        whole.beginEditBlock()  # or it would be laid out anew after each change
        self._dress_tables()
        self._frame_notes()
        for block in self._blocks():
            self._dress(block)
        self._fit_pictures()
        whole.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _keep_place(self) -> None:
        """Draw anew, with the same words at the top."""
        read = self._read().position()
        self._draw()
        self._scroll_to(self.document().findBlock(read))

    def _read(self) -> QTextBlock:
        """Return what stands at the top of the window."""
        return self.cursorForPosition(QPoint(MARGIN, S + 2)).block()

    def _scroll_to(self, block: QTextBlock) -> None:
        first = block == self.document().begin()
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(0 if first else round(top) - S)

    def _dress(self, block: QTextBlock) -> None:
        """Give one block its type, its distances and its colours."""
        look = theme.now()
        shape = QTextBlockFormat()
        level = block.blockFormat().headingLevel()
        in_table = QTextCursor(block).currentTable() is not None
        quoted = _is_note(block)
        picture = PICTURE in block.text()
        shape.setLineHeight(
            100 if picture else LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        shape.setTopMargin(L if level > 1 else S if picture else 0)
        shape.setBottomMargin(0 if in_table else M if picture else S)
        shape.setNonBreakableLines(in_table and _is_keys(block))
        if quoted:
            shape.setBottomMargin(0)
            shape.setLeftMargin(0)
            shape.setRightMargin(0)
            shape.setTextIndent(0)
        if not block.text() and not in_table:  # what stands around a frame
            shape.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            shape.setBottomMargin(0)
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(shape)
        if level:
            letters = QTextCharFormat()
            letters.setFontPointSize(HEADINGS.get(level, 11.5) * look.scale)
            letters.setFontWeight(QFont.Weight.DemiBold)
            letters.setForeground(QColor(look.palette.text))
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            cursor.mergeCharFormat(letters)
        self._dress_words(block, QColor(look.palette.info.fg) if quoted else None)

    def _dress_words(self, block: QTextBlock, ink: QColor | None) -> None:
        """Give keys and links their looks, and the words of a note its colour."""
        p = theme.now().palette
        spots: list[tuple[int, int, QTextCharFormat]] = []
        for fragment in _fragments(block):
            form = fragment.charFormat()
            change = QTextCharFormat()
            if form.fontFixedPitch():
                change.setFontFixedPitch(False)
                change.setFontFamilies([theme.FAMILY])
                change.setFontWeight(QFont.Weight.DemiBold)
                change.setBackground(QColor(p.raised))
                change.setForeground(QColor(p.text))
            elif form.isAnchor():
                change.setForeground(QColor(p.accent))
                change.setFontUnderline(True)
            elif ink is not None:
                change.setForeground(ink)
            else:
                continue
            spots.append((fragment.position(), fragment.length(), change))
        for start, length, change in spots:
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(change)

    def _frame_notes(self) -> None:
        """Put each note (a quotation in Markdown) on a ground of its own."""
        ground = QTextFrameFormat()
        ground.setBackground(QColor(theme.now().palette.info.bg))
        ground.setBorder(0)
        ground.setPadding(S + S // 2)
        ground.setTopMargin(S)
        ground.setBottomMargin(M)
        notes = [block for block in self._blocks() if _is_note(block)]
        for block in notes:
            cursor = QTextCursor(block)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            cursor.insertFrame(ground)

    def _dress_tables(self) -> None:
        p = theme.now().palette
        for frame in self.document().rootFrame().childFrames():
            if not isinstance(frame, QTextTable):
                continue
            form = QTextTableFormat()
            form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            form.setCellPadding(6)
            form.setCellSpacing(0)
            form.setBorder(1)
            form.setBorderCollapse(True)
            form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            form.setBorderBrush(QBrush(QColor(p.line)))
            form.setTopMargin(S)
            form.setBottomMargin(M)
            form.setHeaderRowCount(1)
            frame.setFormat(form)
            head = QTextCharFormat()
            head.setBackground(QColor(p.raised))
            head.setFontWeight(QFont.Weight.DemiBold)
            for column in range(frame.columns()):
                cell = frame.cellAt(0, column)
                cell.setFormat(head)

    # ------------------------------------------------------------------- pictures

    def _fit_pictures(self) -> None:
        """Show each picture at its own size, or as wide as the page where it is wider."""
        for block in self._blocks():
            for fragment in _fragments(block):
                form = fragment.charFormat()
                if form.isImageFormat():
                    self._fit_picture(fragment.position(), form.toImageFormat())

    def _fit_picture(self, place: int, form: QTextImageFormat) -> None:
        picture = self._scaled(form.name())
        if picture.isNull():
            return
        ratio = picture.devicePixelRatio()
        form.setWidth(picture.width() / ratio)
        form.setHeight(picture.height() / ratio)
        document = self.document()
        document.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(form.name()), picture
        )
        cursor = QTextCursor(document)
        cursor.setPosition(place)
        cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(form)

    def _scaled(self, name: str) -> QImage:
        """Return a picture no wider than the page, sharp on this screen."""
        file = (self._folder / name).resolve()
        if not file.is_relative_to(self._folder.resolve()):
            return QImage()
        if name not in self._pictures:
            self._pictures[name] = QImageReader(str(file)).read()
        image = self._pictures[name]
        if image.isNull():
            return image
        ratio = self.devicePixelRatioF()
        room = self.viewport().width() - 2 * MARGIN
        width = min(image.width(), max(room, 1))
        shown = image.scaledToWidth(
            round(width * ratio), Qt.TransformationMode.SmoothTransformation
        )
        shown.setDevicePixelRatio(ratio)
        return shown

    def _follow(self, link: QUrl) -> None:
        """Ask for another page of the manual; a link to anywhere else leads nowhere."""
        name, _, heading = link.toString().partition("#")
        if link.scheme() or (name and not name.endswith(".md")):
            return
        page = name.removesuffix(".md") or self._name
        self.wanted.emit(f"{page}#{heading}" if heading else page)


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    """Yield the pieces of a block that look alike."""
    place = block.begin()
    while not place.atEnd():
        yield place.fragment()
        place += 1


def _is_note(block: QTextBlock) -> bool:
    return bool(block.blockFormat().intProperty(QTextFormat.Property.BlockQuoteLevel))


def _is_keys(block: QTextBlock) -> bool:
    """Tell whether nothing but keys stands in a block: they are not broken over lines."""
    pieces = [piece for piece in _fragments(block) if piece.text().strip()]
    return bool(pieces) and all(piece.charFormat().fontFixedPitch() for piece in pieces)
