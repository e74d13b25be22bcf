"""Searches that go wrong, for a process of their own."""

import os
from threading import Event

from biometrics.checking import Checked, ToCheck


def dies(_asked: ToCheck) -> Checked:
    """Do what crashes in other people's code."""
    os._exit(11)


def lacks(_asked: ToCheck) -> Checked:
    """Have too little memory."""
    return Checked(unsearched=True)


def hangs(_asked: ToCheck) -> Checked:
    """Take for ever."""
    Event().wait(600)
    return Checked()
