"""Measuring: what a turn costs, as ratios of one run."""
