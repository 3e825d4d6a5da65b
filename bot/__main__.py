"""`python -m bot …` is `rasa …` without TensorFlow."""

from __future__ import annotations

import os
import sys

from bot.progress import say
from bot.without_tensorflow import stand_in

trains = sys.argv[1:2] == ["train"]
if not trains:
    # A message is too small to share: a second thread only waits, on a core others want.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if trains:
    say("starting Rasa")
stand_in()

from rasa.__main__ import main  # noqa: E402 - after the stand-in

if trains:
    from bot import quick_training

    say("reading the training data")
    quick_training.apply()
main()
