"""What comes with a card that was pressed: data we have put there, so typed, and read as data from outside all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

CHOICE, TICKED, DAY, NUMBER, WORDS = "choice", "ticked", "day", "number", "words"  # the inputs of our cards


class Press(BaseModel):
    """A button: its words and what it means."""

    model_config = ConfigDict(extra="ignore", strict=True)

    do: Literal["press"]
    title: str = Field(min_length=1, max_length=4000)
    payload: str = Field(max_length=2000, pattern=r"^/[a-z_]+(\{.*\})?$")


class Choice(BaseModel):
    """What a teacher has chosen of a list: each line by its meaning. `titles` are the words of each."""

    model_config = ConfigDict(extra="ignore", strict=True)

    do: Literal["choose"]
    of: int = Field(ge=0)
    titles: dict[str, str] = {}
    choice: str = Field(default="", max_length=2000)


class Ticks(BaseModel):
    """The numbers that were ticked, sent as if typed; `every` is what all of them mean, `total` how many there are."""

    model_config = ConfigDict(extra="ignore", strict=True)

    do: Literal["tick"]
    of: int = Field(ge=0)
    ticked: str = Field(default="", max_length=2000, pattern=r"^[0-9,]*$")
    between: str = Field(default=", ", max_length=4)
    total: int = 0
    every: str | None = None
    title: str = ""


class Later(BaseModel):
    """A button that needs the day that was chosen: its meaning has `any_day` in the place of it."""

    model_config = ConfigDict(extra="ignore", strict=True)

    do: Literal["later"]
    title: str = Field(min_length=1, max_length=4000)
    payload: str = Field(max_length=2000, pattern=r"^/[a-z_]+\{.*\}$")
    any_day: str = Field(min_length=1, max_length=10)
    day: str = Field(default="", max_length=10, pattern=r"^(\d{4}-\d{2}-\d{2})?$")


class Written(BaseModel):
    """A date, a number or words that were put into the card."""

    model_config = ConfigDict(extra="ignore", strict=True)

    do: Literal["write"]
    of: int = Field(ge=0)
    day: str = Field(default="", max_length=10, pattern=r"^(\d{4}-\d{2}-\d{2})?$")
    number: str | int | float = ""
    words: str = ""


class UseEdit(BaseModel):
    """The new version of a message, which is the turn's, is to count."""

    model_config = ConfigDict(extra="ignore")

    do: Literal["use"]
    turn: UUID


Data = Annotated[Press | Choice | Ticks | Later | Written | UseEdit, Field(discriminator="do")]
_read: TypeAdapter[Data] = TypeAdapter(Data)


@dataclass(frozen=True)
class Said:
    """A message as the bot is to have it: what is typed or the words of what was pressed, and what that means.

    `answers` is the turn whose card it fills in, when the words have no meaning of their own. `of_turn`: the words are those of that turn.
    """

    text: str
    payload: str | None = None
    answers: int | None = None
    of_turn: UUID | None = None


def read(value: Mapping[str, Any], typed: str) -> Said:
    """Something odd is an empty message, which is said."""
    if not value:
        return Said(typed)
    try:
        return _said(_read.validate_python(dict(value)))
    except ValidationError:
        return Said(typed)


def _said(data: Press | Choice | Ticks | Later | Written | UseEdit) -> Said:
    match data:
        case Press():
            return Said(data.title, data.payload)
        case Choice():
            title = data.titles.get(data.choice)
            return Said(title, data.choice) if title is not None else Said("")
        case Ticks():
            numbers = [one for one in data.ticked.split(",") if one]
            if data.every is not None and len(numbers) == data.total:
                return Said(data.title, data.every)
            return Said(data.between.join(numbers), answers=data.of)
        case Later():
            said = f"{data.title} {data.day}"
            return Said(said, data.payload.replace(data.any_day, data.day)) if data.day else Said("")
        case Written():
            return Said(data.words.strip() or data.day or str(data.number), answers=data.of)
        case UseEdit():
            return Said("", of_turn=data.turn)
