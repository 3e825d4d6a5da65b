"""The bot to compare with: a plain Rasa form bot as Rasa's documentation builds it. Nothing of ours uses it but the benchmark."""
