"""Prints that this project draws itself: to the verdict, and the search among fingers of nobody.

Real prints are measured by ``make bench-biometrics``; these are kinder, so no error is told of them.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench import biometrics_search
from bench.figures import Figure, at_most, none_of, recorded
from biometrics.gate import Thresholds
from biometrics.prints import match, read_print
from biometrics.session import CaptureSession
from biometrics.synthetic import finger_image
from domain.fingers import IMPRESSIONS, USUAL_FINGERS

_FILLER = 1_000
_ENOUGH = 2 * IMPRESSIONS


def measure(folder: Path) -> Sequence[Figure]:
    """Capture four fingers, and search two of them."""
    drawn = [[finger_image(seed, turn) for turn in range(_ENOUGH)] for seed in range(4)]
    prints = [[read_print(image) for image in images] for images in drawn[:2]]
    session = CaptureSession(USUAL_FINGERS, Thresholds(), len(USUAL_FINGERS))
    verdicts = []
    for finger, images in zip(USUAL_FINGERS, drawn, strict=True):
        for image in images:
            if session.next_finger is not finger:
                break
            began = time.perf_counter()
            session.offer(finger, image)
            verdicts.append(time.perf_counter() - began)
    matches = []
    for one in prints[0]:
        for other in prints[1]:
            began = time.perf_counter()
            match(one, other)
            matches.append(time.perf_counter() - began)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        filler = biometrics_search.fill(pool, _FILLER)
    mates = {str(number): [one.template for one in own] for number, own in enumerate(prints)}
    found = biometrics_search.search(filler, mates)
    return [
        at_most("biometrics: capture to verdict, p95", float(np.quantile(verdicts, 0.95)), "s", 1),
        recorded("biometrics: match of two fingers, p50", 1000 * float(np.median(matches)), "ms"),
        recorded(f"biometrics: search among {_FILLER} x 3", max(found.seconds), "s"),
        none_of("biometrics: mates not found", len(found.seconds) - found.found),
        none_of("biometrics: others blocked", found.wrong),
    ]
