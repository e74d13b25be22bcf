"""The one style sheet, made from the tokens.

Only what Qt draws itself is styled here; our own controls paint themselves from the same tokens.
"""

from pathlib import Path

from ui.theme.tokens import RADIUS, RADIUS_SMALL, XS, Look, Role, S, Tone


def style_sheet(look: Look, images: Path) -> str:
    """The style sheet of ``look``.

    Args:
        look: colours and text scale.
        images: folder with the pictures of the controls, ``light-check.svg`` and its like.
    """
    p = look.palette
    picture = f"{images.as_posix()}/{'dark' if look.dark else 'light'}"
    field_height = look.px(36) - 2 * 2
    box = look.px(18)
    roles = "\n".join(
        f'Text[role="{role}"] {{ font-size: {look.points(role)}pt; font-weight: {look.weight(role)}; }}'
        for role in Role
    )
    tones = "\n".join(f'Text[tone="{tone}"] {{ color: {p.tone(tone)}; }}' for tone in Tone)
    return f"""
{roles}
{tones}
Card, Panel {{ background: {p.card}; border: 1px solid {p.line}; border-radius: {RADIUS}px; }}
Panel {{ border-color: {p.border}; }}
Text:disabled {{ color: {p.disabled}; }}
QToolTip {{ color: {p.text}; background: {p.card}; border: 1px solid {p.border}; padding: {XS}px; }}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit {{
  color: {p.text}; background: {p.card}; border: 1px solid {p.border};
  border-radius: {RADIUS}px; padding: 1px {S + 3}px; min-height: {field_height}px;
  selection-background-color: {p.primary}; selection-color: {p.on_primary};
  placeholder-text-color: {p.placeholder};
}}
QPlainTextEdit {{ padding: {XS}px {S}px; }}
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover {{ border-color: {p.text}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus,
QTimeEdit:focus {{ border: 2px solid {p.focus}; padding: 0px {S + 2}px; }}
QPlainTextEdit:focus {{ padding: {XS - 1}px {S - 1}px; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{
  border: 2px solid {p.error_text}; padding: 0px {S + 2}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{
  color: {p.disabled}; background: {p.ground}; border-color: {p.line}; }}
QLineEdit:read-only {{ background: {p.ground}; }}
QComboBox::drop-down {{ border: none; width: {look.px(28)}px; }}
QComboBox::down-arrow {{ image: url({picture}-down.svg);
  width: {look.px(16)}px; height: {look.px(16)}px; }}
QComboBox QAbstractItemView {{
  color: {p.text}; background: {p.card}; border: 1px solid {p.border}; outline: none;
  selection-background-color: {p.selection}; selection-color: {p.text}; }}
QSpinBox::up-button, QSpinBox::down-button, QDateEdit::up-button, QDateEdit::down-button,
QTimeEdit::up-button, QTimeEdit::down-button {{ width: 0px; border: none; }}
QCheckBox, QRadioButton {{ color: {p.text}; spacing: {S}px; padding: {XS}px;
  border: 2px solid transparent; border-radius: {RADIUS_SMALL}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {p.focus}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {p.disabled}; }}
QCheckBox::indicator, QRadioButton::indicator {{
  width: {box}px; height: {box}px; border: 1px solid {p.border}; background: {p.card}; }}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: {box // 2 + 1}px; }}
QCheckBox::indicator:checked {{
  background: {p.primary}; border-color: {p.primary}; image: url({picture}-check.svg); }}
QCheckBox::indicator:indeterminate {{
  background: {p.primary}; border-color: {p.primary}; image: url({picture}-dash.svg); }}
QRadioButton::indicator:checked {{
  border: {look.px(5)}px solid {p.primary}; width: {box - 2 * look.px(5) + 2}px;
  height: {box - 2 * look.px(5) + 2}px; }}
QTableView, QListView, QTreeView {{
  color: {p.text}; background: transparent; border: none; outline: none;
  selection-background-color: {p.selection}; selection-color: {p.text}; }}
Paper {{ color: {p.text}; background: {p.card}; border: 1px solid {p.line};
  border-radius: {RADIUS}px; padding: {XS}px;
  selection-background-color: {p.primary}; selection-color: {p.on_primary}; }}
Paper:focus {{ border: 2px solid {p.focus}; padding: {XS - 1}px; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{
  color: {p.muted}; background: transparent; border: none; border-bottom: 1px solid {p.line};
  padding: 0px {S}px; font-weight: 600; min-height: {look.px(32)}px; }}
QTableCornerButton::section {{ background: transparent; border: none; }}
QScrollArea, QScrollArea > QWidget > QWidget#clear {{ background: transparent; border: none; }}
QScrollArea#scrolled {{ border: 2px solid transparent; border-radius: {RADIUS_SMALL}px; }}
QScrollArea#scrolled:focus {{ border-color: {p.focus}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {p.border}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {p.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ color: {p.text}; background: {p.card}; border: 1px solid {p.border}; padding: {XS}px; }}
QMenu::item {{ padding: {S}px {S * 2}px; border-radius: {RADIUS_SMALL}px; }}
QMenu::item:selected {{ background: {p.selection}; }}
QMenu::item:disabled {{ color: {p.disabled}; }}
QTabBar::tab {{ color: {p.muted}; padding: {S}px {S * 2}px; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {p.accent}; border-bottom-color: {p.accent}; font-weight: 600; }}
QTabBar::tab:focus {{ border: 2px solid {p.focus}; border-radius: {RADIUS_SMALL}px; }}
QTabWidget::pane {{ border: none; }}
"""
