"""What the whole road decides for messages with a known meaning: `make nlu-report`. See docs/nlu.md."""
