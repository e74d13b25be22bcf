"""The controls of the program; see ``ui/README.md`` for all of them at a glance."""

from ui.widgets.busy import BusyBar
from ui.widgets.buttons import ButtonStyle, KeyButton, key_name
from ui.widgets.cards import Card, EmptyState, Icon, Stat
from ui.widgets.choices import ChoiceSheet
from ui.widgets.detail import DetailCard
from ui.widgets.fields import FormRow, PinField, SearchField
from ui.widgets.flow import FlowLayout
from ui.widgets.notices import Notice, NoticeArea, tell
from ui.widgets.sheets import ConfirmSheet, ReasonSheet, Sheet
from ui.widgets.tables import Column, DataTable, RowLook, TableModel
from ui.widgets.text import Chip, Elapsed, Text, duration

__all__ = [
    "BusyBar",
    "ButtonStyle",
    "Card",
    "Chip",
    "ChoiceSheet",
    "Column",
    "ConfirmSheet",
    "DataTable",
    "DetailCard",
    "Elapsed",
    "EmptyState",
    "FlowLayout",
    "FormRow",
    "Icon",
    "KeyButton",
    "Notice",
    "NoticeArea",
    "PinField",
    "ReasonSheet",
    "RowLook",
    "SearchField",
    "Sheet",
    "Stat",
    "TableModel",
    "Text",
    "duration",
    "key_name",
    "tell",
]
