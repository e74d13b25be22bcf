"""Prints, faces and sealed packets: what an office and the centre both compute with.

Plain functions over values; nothing here keeps anything, talks to a device or knows a person's name.
"""
