"""Courses of events, played through the whole dialogue: `make hearing-report`. See docs/hearing-report.md."""
