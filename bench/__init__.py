"""Measuring: what a turn costs here and in a plain Rasa form bot, as ratios of one run. See docs/benchmarks.md."""
