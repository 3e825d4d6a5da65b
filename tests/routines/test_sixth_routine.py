"""A routine nobody has seen before, written from docs/add-your-routine.md: it works as data alone. The page's examples do too."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
import yaml
from fastapi import FastAPI
from pydantic import BaseModel, TypeAdapter

from api.cases.models import FactRow, NoteRow
from api.dialogue.reading import happened
from api.engine.calendar import Calendar
from api.engine.conditions import WORDS, Condition
from api.engine.deadlines import State
from api.engine.facts import Fact, FactKind
from api.engine.loader import load, read
from api.engine.plan import TaskStanding, plan
from api.engine.schema import Model, Routine
from api.main import create_app
from api.prepare import publish
from api.schools.service import RoleNames, SchoolEntry, TeacherEntry
from api.settings import Settings
from local.model import TRAINED_FROM
from routine_tools.__main__ import COMMANDS
from routine_tools.scenario import ROUTINES, Asked, Due, Event, Scenario
from routine_tools.scenario import read as read_scenario
from tests.api.turns_by_hand import Hand, rows
from tests.conftest import ROOT
from tests.routine_tools.called import called

SIXTH = Path(__file__).parent / "sixth"
SCENARIOS = sorted((SIXTH / "solberg" / "scenarios").glob("*.yaml"))
PAGE = (ROOT / "docs" / "add-your-routine.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def routines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real routines with Solberg put among them, as a municipality would put its own."""
    folder = Path(shutil.copytree(ROUTINES, tmp_path_factory.mktemp("six") / "routines"))
    shutil.copytree(SIXTH / "solberg", folder / "solberg")
    return folder


@pytest.fixture(scope="module")
def solberg(routines: Path) -> Routine:
    return load(routines / "solberg")


@pytest.mark.parametrize(
    ("level", "told", "what", "task"),
    [
        ("1", "ringte mor i går, ingen svar", "attempted", "call_home"),
        ("1", "har snakka med eleven", "done", "talk_pupil"),
        ("2", "rektor er informert", "done", "inform_leaders"),
        ("2", "møtet er flytta til fredag", "planned", "agree_measures"),
        ("3", "har hatt møte med nærværsteamet", "done", "team_meeting"),
    ],
)
def test_what_is_told_in_passing_finds_its_tasks(solberg: Routine, level: str, told: str, what: str, task: str) -> None:
    alone = solberg.model_copy(update={"levels": [solberg.level(level)]})
    raised = Fact(number=1, kind="concern_raised", level=level, occurred_on=date(2026, 11, 18))
    tasks = plan(alone, [raised], Calendar(), date(2026, 11, 18)).tasks
    found = happened.read(told, tasks, solberg, date(2026, 11, 18))
    assert found is not None
    assert (found.what, found.tasks) == (what, (task,))


# As data


def test_the_sixth_routine_is_without_problems(routines: Path) -> None:
    found = called("lint", routines / "solberg")
    assert (found.exit_code, found.output) == (0, "solberg: no problems\n")


def test_it_is_more_than_the_smallest(solberg: Routine) -> None:
    deadlines = [deadline for level in solberg.levels for deadline in level.deadlines]
    outcomes = [outcome for level in solberg.levels for decision in level.decisions for outcome in decision.outcomes]
    own = [question for guide in solberg.guides if guide.lender is None for question in guide.questions]
    assert len(solberg.levels) == 3
    assert {"within", "window", "recurring", "none"} == {deadline.kind for deadline in deadlines}
    assert {outcome.does for outcome in outcomes} == {"close", "monitor", "continue", "go_to", "choose"}
    assert any(threshold.limit for threshold in solberg.thresholds)
    assert any(question.type == "tick" and question.measures for question in own)
    assert [guide.id for guide in solberg.guides if guide.lender] == ["nittedal.kartlegging_elev"]
    assert all(level.gaps for level in solberg.levels)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_the_plan_is_what_its_scenarios_say(file: Path, solberg: Routine) -> None:
    assert read_scenario(file).differences(solberg) == []


def test_its_scenarios_go_through_every_branch(routines: Path) -> None:
    found = called("simulate", routines / "solberg", "--coverage", "--quiet")
    assert found.exit_code == 0
    assert f"{len(SCENARIOS)} scenarios, none with differences" in found.output
    assert "100.0 %" in found.output


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize(
    ("command", "format", "shown"),
    [
        ("show", "html", "tiltaksplan"),
        ("show", "markdown", "tiltaksplan"),
        ("diagram", "svg", "</svg>"),
        ("diagram", "mermaid", "flowchart"),
    ],
)
def test_it_is_made_a_booklet_and_a_diagram(
    command: str, format: str, shown: str, language: str, routines: Path, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    folder = routines / "solberg"
    found = called(command, folder, "--format", format, "--language", language, "--out", made)
    assert found.exit_code == 0, found.output
    assert shown in made.read_text(encoding="utf-8")


def test_its_longest_road_is_walked(routines: Path) -> None:
    found = called("timeline", routines / "solberg", "--from", "2026-08-24")
    assert found.exit_code == 0, found.output
    assert "trinn 3" in found.output.casefold()


# In the chat


@pytest.fixture
def settings(settings: Settings, routines: Path, tmp_path: Path) -> Settings:
    """A database with the five published, before the folder and the school of the sixth are added."""
    schools = tmp_path / "schools.yaml"
    demo = settings.schools_file.read_text(encoding="utf-8")
    schools.write_text(demo + (SIXTH / "schools.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return settings.model_copy(update={"routines_folder": routines, "schools_file": schools})


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    await publish(settings)
    made = create_app(settings)
    yield made
    await made.state.engine.dispose()


@dataclass
class Teacher:
    """A teacher of the sixth school: writes, presses what was offered, and reads what was said."""

    hand: Hand
    number: int = 1
    today: str = "2026-09-07"
    last: dict[str, Any] = field(default_factory=dict)

    async def says(self, text: str, intent: str = "answer", **other: object) -> str:
        who = {"subject": f"demo:solberg:{self.number}", "today": self.today}
        self.last = await self.hand.say(text, intent, **who, **other)
        return "\n".join(f"{act['kind']} {' '.join(act['values'].values())}" for act in self.last["utterances"])

    async def presses(self, title: str) -> str:
        offered = {button["title"]: button["payload"] for act in self.last["utterances"] for button in act["buttons"]}
        return await self.says(title, payload=offered[title])


@pytest.fixture
def teacher_of_solberg(teacher: httpx.AsyncClient, settings: Settings) -> Teacher:
    return Teacher(Hand(teacher, settings))


async def test_a_case_is_led_through_all_its_levels(teacher_of_solberg: Teacher, app: FastAPI) -> None:
    me = teacher_of_solberg
    await me.says("en elev er mye borte", "start_case")
    said = await me.says("MK")
    assert "Seks dager på tre måneder er bekymringsfullt." in said
    assert "torsdag 10. september" in said

    await me.says("start telefon hjem", "start_guide")
    await me.says("tunge morgener")
    said = await me.says("la ham komme litt senere")
    assert "Snakk med eleven også." in said
    said = await me.presses("Fortsatt bekymret, gå til trinn 2")
    assert "innen 1–2 uker etter dagen dere gikk til trinn 2 (mandag 7. september)" in said
    assert "det vil si mandag 14. september til mandag 21. september" in said
    assert "Startdagen er antatt" in said

    said = await me.says("start kartlegging med eleven", "start_guide")
    assert "spørsmål fra Nittedals veileder, ikke fra Solberg" in said
    assert "pick_questions" in said
    await me.says("1")
    said = await me.says("han har det greit, men gruer seg til gym")
    assert "Skal helsesykepleieren være med?" in said
    await me.presses("Ja, inviter")
    assert "Inviter helsesykepleieren" in await me.says("vis meg alle punktene som er igjen", "whats_next")

    said = await me.says("start møtet", "start_guide")
    assert "3. Friminuttene" in said
    said = await me.presses("Vis forslag til tiltak")
    assert "En voksen tar imot eleven" in said
    await me.says("1 og 3")
    await me.says("en voksen i døra")
    said = await me.says("3")
    assert "Hva måtte til for at eleven fikk mer tro på det?" in said
    await me.says("at det er rolig")
    said = await me.says("hva er fristen", "ask_deadline")
    assert "mandag 21. september" in said
    assert "mandag 5. oktober" in said
    assert "fredag 2. oktober" in said  # the autumn break of the school

    me.today = "2026-09-28"
    await me.says("Tiltakene er evaluert")
    await me.presses("I dag")
    said = await me.presses("Ikke nok, gå til trinn 3")
    assert "needs_first" in said
    said = await me.presses("Gå videre likevel")
    assert "tirsdagsteamet" in said  # as the school calls it
    assert "Rutinen sier ikke noe om dette: når saken kan avsluttes på trinn 3." in said

    await me.says("Samtykke er gitt")
    await me.says("Teamet har hatt møte")
    await me.presses("I dag")
    assert "case_closed" in await me.presses("Ja, avslutt")

    facts = [(fact.kind, fact.level) for fact in await rows(app, FactRow)]
    assert facts[0] == ("concern_raised", "1")
    assert facts[-1] == ("decided", "3")
    assert ("measures_agreed", "2") in facts
    notes = {note.question_id: note.text for note in await rows(app, NoteRow) if note.question_id}
    assert notes["sol.mote.vanskelig"] == "Å komme seg hjemmefra; Friminuttene"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("borte 7 dager siste tre måneder", "6 dager"),
        ("bare mandager", "Et mønster er bekymringsfullt"),
        ("hvor mye er bekymringsfullt", "om sykdom med legeerklæring regnes med."),
    ],
)
async def test_its_limits_are_judged(text: str, answer: str, teacher_of_solberg: Teacher) -> None:
    assert answer in await teacher_of_solberg.says(text, "ask_threshold")


async def test_it_speaks_nynorsk(teacher_of_solberg: Teacher) -> None:
    teacher_of_solberg.number = 2
    await teacher_of_solberg.says("ein elev er mykje borte", "start_case")
    assert "Seks dagar på tre månader er bekymringsfullt." in await teacher_of_solberg.says("MK")


def test_no_code_and_no_training_knows_it() -> None:
    places = [ROOT / name for name in (*TRAINED_FROM, "api", "actions", "channels", "local", "routine_tools")]
    files = [file for place in places for file in (place.rglob("*") if place.is_dir() else [place])]
    known = [file for file in files if file.suffix in (".py", ".yml", ".yaml") and "solberg" in file.read_text("utf-8")]
    assert known == []


# The page


def _blocks() -> Iterator[tuple[str | None, str]]:
    """Each YAML block of the page, with the file it is said to be."""
    for named, _rest, block in re.findall(r"(?:`(routines/[\w./-]+)`([^\n]*):\n\n)?```yaml\n(.*?)```", PAGE, re.DOTALL):
        yield named or None, block


@pytest.fixture
def lillevik(tmp_path: Path) -> Path:
    """The small routine of the page, beside the real ones."""
    shutil.copytree(ROUTINES, tmp_path / "routines")
    for name, block in _blocks():
        if name is not None:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(block, encoding="utf-8")
    return tmp_path / "routines" / "lillevik"


def test_the_small_routine_of_the_page_works(lillevik: Path) -> None:
    assert called("lint", lillevik).output == "lillevik: no problems\n"
    found = called("simulate", lillevik, "--coverage", "--quiet")
    assert (found.exit_code, "1 scenario, none with differences" in found.output) == (0, True)
    assert "100.0 %" in found.output


def test_every_other_example_of_the_page_fits_into_it(lillevik: Path) -> None:
    routine, guide = (yaml.safe_load((lillevik / name).read_text("utf-8")) for name in ("routine.yaml", GUIDE))
    added = [yaml.safe_load(block) for name, block in _blocks() if name is None]
    assert len(added) >= 5
    for example in added:
        if isinstance(example, list):
            (lillevik / "measures.yaml").write_text(yaml.safe_dump(example), encoding="utf-8")
            continue
        for key, pieces in example.items():
            into = guide if key == "questions" else routine if key in Routine.model_fields else routine["levels"][0]
            into[key] = [*into.get(key, []), *pieces]
    for name, content in (("routine.yaml", routine), (GUIDE, guide)):
        (lillevik / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    made, problems = read(lillevik)
    assert problems == []
    assert made is not None
    assert "nittedal.kartlegging_elev" in [each.id for each in made.guides]


GUIDE = "guides/call_home.yaml"


def test_every_condition_of_the_page_is_one() -> None:
    shown = re.findall(r"`(\{(?:" + "|".join(WORDS) + r"): .*?\})`", PAGE)
    assert len(shown) >= 10
    for condition in shown:
        TypeAdapter(Condition).validate_python(yaml.safe_load(condition))


def _models(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
    return (model for child in of.__subclasses__() for model in (child, *_models(child)))


def _keys(model: type[BaseModel]) -> set[str]:
    return {info.alias or name for name, info in model.model_fields.items()}


def test_the_page_names_every_key_of_a_routine() -> None:
    common = {"services", "duty_to_report", "seven_h", "warning_signs"}
    shared = {"ServiceAdvice", "DutyToReport", "Listed"}  # files a municipality does not write
    keys = {key for model in _models(Model) if model.__name__ not in shared for key in _keys(model)}
    keys |= {key for model in (Scenario, Event, Asked, Due) for key in _keys(model)} | common
    assert {key for key in keys if not re.search(rf"\b{re.escape(key)}\b", PAGE)} == set()


def test_the_page_names_every_value() -> None:
    values = {*get_args(FactKind), *get_args(State), *get_args(TaskStanding)}
    for model in _models(Model):
        for info in model.model_fields.values():
            values |= {value for value in _choices(info.annotation) if isinstance(value, str)}
    assert {value for value in values if not re.search(rf"`[^`\n]*\b{value}\b[^`\n]*`", PAGE)} == set()


def _choices(annotation: object) -> Iterator[object]:
    """The values of every `Literal` in the annotation."""
    for part in get_args(annotation):
        if isinstance(part, str | int):
            yield part
        else:
            yield from _choices(part)


def test_the_page_and_the_readme_name_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = {command.__name__ for command in COMMANDS}
    assert {name for name in names if f"./routine {name}" not in readme} == set()
    assert {name for name in names - {"compare"} if f"./routine {name}" not in PAGE} == set()


def test_what_lint_says_on_the_page_is_what_it_says() -> None:
    engine = "".join(file.read_text("utf-8") for file in (ROOT / "api" / "engine").glob("*.py"))
    quoted = [
        said for row in re.findall(r"^\| R0\d\d \|[^|]*\|", PAGE, re.MULTILINE) for said in re.findall("“(.*?)”", row)
    ]
    assert len(quoted) >= 12
    for said in quoted:
        parts = re.split(r"…|\d+|(?<=no )role", said)
        known = [part.strip(" .") for part in parts if part.strip(" .") and part.strip() != "Input should be"]
        assert [part for part in known if part not in engine] == [], said


def test_operations_explain_every_key_of_a_school() -> None:
    keys = {key for model in (SchoolEntry, TeacherEntry, RoleNames) for key in _keys(model)}
    assert {key for key in keys if f"`{key}`" not in OPERATIONS} == set()
    (example,) = re.findall(r"```yaml\n(.*?)```", OPERATIONS, re.DOTALL)
    (school,) = yaml.safe_load(example)
    breaks = [{"first": first, "last": last, "name": name} for first, last, name in school["breaks"]]
    assert SchoolEntry.model_validate(school | {"breaks": breaks}).routine_id == "lillevik"


def test_links_between_the_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        for link in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
