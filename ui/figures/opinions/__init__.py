"""Opinions: answers, comments and suggestions."""
