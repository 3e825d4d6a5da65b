"""The rules of what may be done to a case, by what the command is about. `api/engine/apply.py` leads each command to its rule."""
