"""Rasa's own check of domain, rules and training data. What it warns of fails, but for what is meant."""

from __future__ import annotations

import re
import subprocess
import sys

from local.environment import ROOT, local_environment
from local.model import rasa

# `press` is a button whose meaning is in its payload: nobody types it, so it has no examples. Responses are picked by the
# action server, so Rasa's rules never name them.
MEANT = re.compile(r"intent 'press' is (?:not used|listed in the domain)|'utter_\w+' is not used in any story")


def main() -> int:
    command = rasa("data", "validate", "--config", "bot/config.yml", "--domain", "bot/domain", "--data", "data")
    done = subprocess.run(command, cwd=ROOT, env=local_environment(), capture_output=True, text=True)
    output = done.stdout + done.stderr
    warnings = [
        line for line in output.splitlines() if re.search(r"UserWarning|ERROR", line) and not MEANT.search(line)
    ]
    for line in warnings:
        print(line)
    print(f"rasa data validate: {len(warnings)} warnings, exit code {done.returncode}")
    return 1 if warnings or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
