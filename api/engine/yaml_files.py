"""A YAML file as it is written: its content, and the line of every key and of every piece that has an id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

Location = Sequence[str | int]


class UnreadableFile(Exception):
    """The file cannot be read. `line` is None when it is no matter of one line."""

    def __init__(self, what: str, write: str, line: int | None = None) -> None:
        self.what, self.write, self.line = what, write, line
        super().__init__(what)


class _Marked(yaml.MarkedYAMLError):
    """Found here, not by YAML itself; `note` is what to write."""


class _Loader(yaml.CSafeLoader):
    """Says where a value stands that cannot be."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:  # a day that does not exist
            what = f"This cannot be read: {error}."
            raise _Marked(problem=what, problem_mark=node.start_mark, note="Correct the value.") from error


class WrittenFile:
    """What a file holds, and where in it."""

    def __init__(self, content: Any, root: yaml.Node | None) -> None:
        self.content, self._root = content, root

    def line(self, location: Location) -> int:
        """The line of that key, or of the nearest thing around it when it is not there."""
        return self._followed(location)[0]

    def scalar(self, location: Location) -> str | None:
        """The value at the place as it is written, when it is one word, number or text."""
        node = self._followed(location)[1]
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def line_named(self, place: str) -> int:
        """The line of what the keys and ids of the place lead to, as far as they lead: "levels.0.call_home.by"."""
        return max(_ways(self._root, place), default=(0, 1))[1]

    def _followed(self, location: Location) -> tuple[int, yaml.Node | None]:
        line, node = 1, self._root
        for part in location:
            for name, _, its_line, inner in _parts(node):
                if part == name:
                    line, node = its_line, inner
                    break
            else:
                return line, None
        return line, node


def read_yaml(path: Path) -> WrittenFile:
    """Raises `UnreadableFile`, or FileNotFoundError when there is no such file."""
    try:
        text = path.read_text(encoding="utf-8")
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
        except yaml.YAMLError:
            root = yaml.SafeLoader(text).get_single_node()  # slower, and knows better where the mistake is
        _no_key_twice(root, set())
        return WrittenFile(None if root is None else loader.construct_document(root), root)
    except FileNotFoundError:
        raise
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"This cannot be read: {error}.", "Save the file as UTF-8.") from error
    except OSError as error:
        raise UnreadableFile(f"This cannot be read: {error.strerror}.", "Put a file in its place.") from error
    except RecursionError as error:
        raise UnreadableFile("This is too deep to be read.", "Take out brackets.") from error
    except _Marked as error:
        raise UnreadableFile(str(error.problem), str(error.note), _line(error)) from error
    except yaml.YAMLError as error:
        what, write = "This is not valid YAML.", "Check quotes, colons and indentation there."
        raise UnreadableFile(what, write, _line(error)) from error


def _no_key_twice(node: yaml.Node | None, seen: set[int]) -> None:
    """YAML would keep the last one without a word. On the nodes as written: later, `<<` has filled in keys that may be given anew.

    `seen` are the nodes looked at already, since an anchor may be named many times.
    """
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    keys: set[str] = set()
    written = node.value if isinstance(node, yaml.MappingNode) else []
    for key in [key for key, _ in written if isinstance(key, yaml.ScalarNode)]:
        if key.value in keys:
            what = f"The key `{key.value}` stands twice."
            raise _Marked(problem=what, problem_mark=key.start_mark, note="Keep one of them.")
        keys.add(key.value)
    for *_, inner in _parts(node):
        _no_key_twice(inner, seen)


def _line(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None)  # not on letters that no YAML file may hold
    return mark.line + 1 if mark else None


def _parts(node: yaml.Node | None) -> Iterator[tuple[str | int, str | None, int, yaml.Node]]:
    """What a mapping or a list holds: its key or number, its id, its line, and the piece itself."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.value, _id_of(value), key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield number, _id_of(value), value.start_mark.line + 1, value


def _id_of(node: yaml.Node) -> str | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value.value for key, value in pairs if key.value == "id" and isinstance(value, yaml.ScalarNode)), None)


def _ways(node: yaml.Node | None, place: str) -> Iterator[tuple[int, int]]:
    """Each way the place can be followed from here: how many of its letters it takes, and the line it ends on.

    The lists of a mapping need not be named: their pieces are found by their ids. Of equal ways the last one is the longest
    in `max`, so that an id that stands twice is shown where it stands again.
    """
    for name, its_id, line, inner in _parts(node):
        for word in {name, its_id}:
            if isinstance(word, str) and (place == word or place.startswith(f"{word}.")):
                yield len(word), line
                rest = place[len(word) + 1 :]
                yield from ((len(word) + 1 + taken, deeper) for taken, deeper in _ways(inner, rest))
        if isinstance(node, yaml.MappingNode) and isinstance(inner, yaml.SequenceNode):
            yield from _ways(inner, place)
