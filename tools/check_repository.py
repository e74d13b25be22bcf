"""Fails on what no linter knows and this repository does not want (CONTRIBUTING.md, "Habits")."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ASKED_TO_SPLIT = 400
"""Lines after which a module is asked to split: told, not refused."""
LONGEST_MODULE = 500
"""Lines after which it must, unless it is a test."""
LARGEST_FILE = 700_000
"""Bytes; a clone stays small."""
LARGEST_SAVED = 1_200_000
"""Bytes of a saved database of a release: its tables alone take a page each."""

_LOCK = re.compile(r"^requirements/[^/]+\.txt$")
_WANTED_NOWHERE = {
    # Where packages come from is each machine's own matter; the hashes say what they must be.
    "address of a package index": re.compile(
        r"https?://[^\s\"']+/simple\b|--(?:extra-)?index-url[ =]|--find-links[ =]|--trusted[-]host"
    ),
    "path of one machine": re.compile(
        rf"(?<![\w$}}.~:/])/(?:home|Users|root)/[\w.-]+/|{re.escape(str(Path.cwd().resolve()))}/"
    ),
}
_WANTED_NOT_IN_CODE = {
    "work left for later": re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b"),
}
_WANTED_NOT_IN_TESTS = {
    "test that sleeps or imitates our own parts": re.compile(
        r"\btime\.sleep\(|\bqtbot\.wait\(|\bMagic" r"Mock\b"
    ),
}


def tracked() -> list[Path]:
    """Return the files that git keeps, and the new ones that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
    ).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := Path(name)).is_file()]


def faults(path: Path) -> Iterator[str]:
    """Yield what is wrong with one file, each as ``path:line: words``."""
    content = path.read_bytes()
    largest = LARGEST_SAVED if path.suffix == ".db" else LARGEST_FILE
    if len(content) > largest:
        yield f"{path}: {len(content) // 1000} kB; keep files under {largest // 1000} kB"
    if b"\0" in content[:8000]:
        return
    lines = content.decode("utf-8", errors="replace").splitlines()
    wanted_not = dict(_WANTED_NOWHERE)
    if path.suffix == ".py":
        wanted_not |= _WANTED_NOT_IN_CODE
        if path.parts[0] == "tests":
            wanted_not |= _WANTED_NOT_IN_TESTS
        elif len(lines) > LONGEST_MODULE:
            yield f"{path}: {len(lines)} lines; split it ({LONGEST_MODULE} at most)"
    for number, line in enumerate(lines, 1):
        for words, pattern in wanted_not.items():
            if pattern.search(line):
                yield f"{path}:{number}: {words}"
        if _LOCK.match(path.as_posix()) and "://" in line:
            yield f"{path}:{number}: a lock file names no address"


def long_modules(paths: list[Path]) -> Iterator[str]:
    """Yield the modules that are asked to split."""
    for path in paths:
        if path.suffix == ".py":
            lines = len(path.read_bytes().splitlines())
            if lines > ASKED_TO_SPLIT:
                yield f"{path}: {lines} lines; worth splitting"


def main() -> int:
    """Print the faults; return the exit status."""
    paths = tracked()
    for advice in long_modules(paths):
        print(advice)
    found = [fault for path in paths for fault in faults(path)]
    if Path("packaging/__init__.py").exists():
        found.append("packaging/__init__.py: it hides the package of that name")
    for fault in found:
        print(fault)
    print(f"repository: {len(paths)} files, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
