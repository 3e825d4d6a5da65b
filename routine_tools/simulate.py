"""`simulate`: courses of events told to the engine, and whether it comes to what each file expects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich import box
from rich.table import Table

from api.engine.misfits import keys_of, path_of, said
from api.engine.plan import Plan
from api.engine.schema import Language, Routine
from api.engine.yaml_files import UnreadableFile, read_yaml
from api.wording.plan import PlanWords
from api.wording.texts import day
from routine_tools.branches import branches, covered
from routine_tools.found import PROBLEMS, InLanguage, console, counted, errors, folder_of, routine_in
from routine_tools.scenario import PUPIL, Asked, CannotHappen, Scenario


def simulate(
    what: Annotated[
        list[str], typer.Argument(metavar="ROUTINE|FILE...", help="A routine for all its scenarios, or scenario files.")
    ],
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show which branches of the rules no scenario goes through.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show only what differs.")] = False,
    language: InLanguage = "nb",
) -> None:
    """Run scenario files and show level, next acts and dates on each asked day, and what differs from the file."""
    files = [file for name in what for file in _files(name)]
    differing = 0
    routines = {folder: routine_in(folder) for folder in dict.fromkeys(_folder(file) for file in files)}
    scenarios: dict[Path, Scenario | None] = {}
    for file in files:
        routine = routines[_folder(file)]
        scenarios[file] = scenario = _told(file, routine)
        if scenario is None or _run(file, scenario, routine, quiet, language):
            differing += 1
    console.print(f"{counted(len(files), 'scenario')}, {differing or 'none'} with differences", style="bold")
    if coverage:
        for folder, routine in routines.items():
            of_all = {
                file: scenarios[file] if file in scenarios else _told(file, routine) for file in _scenarios(folder)
            }
            differing += sum(scenario is None and file not in scenarios for file, scenario in of_all.items())
            _cover(routine, [scenario for scenario in of_all.values() if scenario])
    if differing:
        raise typer.Exit(PROBLEMS)


def _files(name: str) -> list[Path]:
    """The scenario file of that name, or those of the routine."""
    if Path(name).is_file():
        return [Path(name).resolve()]
    if name.endswith((".yaml", ".yml")):
        raise typer.BadParameter(f"There is no file `{name}`.")
    files = _scenarios(folder_of(name))
    if not files:
        raise typer.BadParameter(f"The routine `{name}` has no files in its folder scenarios.")
    return files


def _scenarios(folder: Path) -> list[Path]:
    return sorted((folder / "scenarios").glob("*.yaml"))


def _folder(file: Path) -> Path:
    """The routine's folder: scenarios lie in a folder of their own in it."""
    if not (file.parent.parent / "routine.yaml").exists():
        raise typer.BadParameter(f"{file} does not lie in the folder `scenarios` of a routine.")
    return file.parent.parent


def _told(file: Path, routine: Routine) -> Scenario | None:
    """The scenario, when all of it can be read and can happen; None when not, which is said with its lines."""
    name = f"{file.parent.parent.name}/scenarios/{file.name}"
    try:
        written = read_yaml(file)
    except FileNotFoundError:  # taken away just now
        errors.print(f"{name} is not there.", style="bold red")
        return None
    except UnreadableFile as error:
        line = f", line {error.line}" if error.line else ""
        errors.print(f"{name}{line}: {error.what} {error.write}", style="bold red")
        return None
    try:
        scenario = Scenario.model_validate(written.content)
        scenario.case(routine)
    except ValidationError as error:
        for one in error.errors():
            keys = keys_of(one["loc"])
            what, write = said(one, written.scalar(keys))
            place = ": ".join(filter(None, (f"{name}, line {written.line(keys)}", path_of(keys))))
            errors.print(f"{place}: {what} {write}", style="bold red")
        return None
    except CannotHappen as error:
        line = f"line {written.line(['events', error.event])}"
        errors.print(f"{name}, {line}: this cannot happen: {error}", style="bold red")
        return None
    return scenario


def _run(file: Path, scenario: Scenario, routine: Routine, quiet: bool, language: Language) -> bool:
    """Shows the scenario; True when anything differs."""
    plans = [scenario.plan(routine, asked.today) for asked in scenario.asked]
    different = [line for asked, found in zip(scenario.asked, plans, strict=True) for line in asked.differences(found)]
    if different or not quiet:
        console.print(f"{routine.id}/{file.stem}: {scenario.title}", style="bold red" if different else "bold")
    if not quiet:
        console.print(_table(scenario.asked, plans, language), soft_wrap=False)
    for line in different:
        console.print(f"  ≠ {line}", style="red")
    return bool(different)


def _table(asked: Sequence[Asked], plans: Sequence[Plan], language: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("day", "level", "status", "next", "dates"):
        table.add_column(name)
    for expected, found in zip(asked, plans, strict=True):
        words = PlanWords(found, language, PUPIL)
        round_ = f" ({found.stay.round})" if found.stay.round > 1 else ""
        acts = [f"{'do' if act.kind == 'task' else 'decide'} {act.id}" for act in found.now[:3]]
        dates = [" ".join(filter(None, [f"{one.id}:", words.due(one), f"[{one.state}]"])) for one in found.deadlines]
        table.add_row(
            f"{day(expected.today, language)} {expected.today.year}",
            found.level.id + round_,
            found.stay.status,
            "\n".join(acts),
            "\n".join(dates),
        )
    return table


def _cover(routine: Routine, scenarios: Sequence[Scenario]) -> None:
    """The share of branches that the scenarios of the routine go through, and those they do not."""
    there = branches(routine)
    been = {branch for scenario in scenarios for branch in covered(routine, scenario)}
    missed = sorted(there - been)
    share = 100 * (len(there) - len(missed)) / len(there)
    console.print(
        f"{routine.id}: {len(there) - len(missed)} of {len(there)} branches covered, {share:.1f} %", style="bold"
    )
    for branch in missed:
        console.print(f"  not covered  {branch}")
