"""`python -m bot …` is `rasa …` without TensorFlow."""

from __future__ import annotations

from bot.without_tensorflow import stand_in

stand_in()

from rasa.__main__ import main  # noqa: E402 - after the stand-in

main()
