"""The forms that go out: templates of ``resources/forms``, read, checked and drawn."""

from desktop.documents.forms.reading import (
    FormUnreadable,
    load_template,
    parse_template,
    templates,
)

__all__ = ["FormUnreadable", "load_template", "parse_template", "templates"]
