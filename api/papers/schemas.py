"""The papers a case can have, as a page lists them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from api.cases.service import OpenedCase
from api.engine.papers import filed_as
from api.engine.schema import Language, PaperForm
from api.people.actor import Actor


class PaperOut(BaseModel):
    """A paper that can be fetched, as `{id}.docx` and `{id}.pdf`.

    `ours`: the routine has no such form, so it is a plain one of ours. `now`: it is for the level the case is on. `filed_as` is the
    phrase the routine files it under, `note` what the teacher should know of it; it does not stand on the paper.
    """

    id: str
    kind: Literal["invitation", "minutes", "agreement"]
    name: str
    ours: bool
    clause: str | None
    levels: list[str]
    now: bool
    filed_as: str | None
    note: str | None


def paper_out(form: PaperForm, opened: OpenedCase, actor: Actor) -> PaperOut:
    language: Language = actor.language
    return PaperOut(
        id=form.id,
        kind=form.kind,
        name=form.name.in_(language),
        ours=form.ours,
        clause=form.clause,
        levels=form.levels,
        now=opened.plan(actor.day).level.id in form.levels,
        filed_as=filed_as(form, actor.day, language),
        note=form.note.in_(language) if form.note else None,
    )
