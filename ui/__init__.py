"""The windows: widgets that draw frozen states, and presenters that run the use cases."""

from ui.guard import install

install()
