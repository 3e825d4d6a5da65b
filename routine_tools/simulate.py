"""`simulate`: courses of events told to the engine, and whether it comes to what each file expects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
import yaml
from pydantic import ValidationError
from rich import box
from rich.table import Table

from api.engine.plan import Plan
from api.engine.schema import Language, Routine
from api.wording.plan import PlanWords
from api.wording.texts import day
from routine_tools.branches import branches, covered
from routine_tools.found import PROBLEMS, InLanguage, console, counted, errors, folder_of, routine_in
from routine_tools.scenario import PUPIL, Asked, Scenario, read


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
    for file in files:
        scenario = _read(file)
        if scenario is None or _run(file, scenario, routines[_folder(file)], quiet, language):
            differing += 1
    console.print(f"{counted(len(files), 'scenario')}, {differing or 'none'} with differences", style="bold")
    if coverage:
        for folder, routine in routines.items():
            _cover(routine, sorted((folder / "scenarios").glob("*.yaml")))
    if differing:
        raise typer.Exit(PROBLEMS)


def _files(name: str) -> list[Path]:
    """The scenario file of that name, or those of the routine."""
    if Path(name).is_file():
        return [Path(name).resolve()]
    if name.endswith((".yaml", ".yml")):
        raise typer.BadParameter(f"There is no file `{name}`.")
    files = sorted((folder_of(name) / "scenarios").glob("*.yaml"))
    if not files:
        raise typer.BadParameter(f"The routine `{name}` has no files in its folder scenarios.")
    return files


def _folder(file: Path) -> Path:
    """The routine's folder: scenarios lie in a folder of their own in it."""
    if not (file.parent.parent / "routine.yaml").exists():
        raise typer.BadParameter(f"{file} does not lie in the folder `scenarios` of a routine.")
    return file.parent.parent


def _read(file: Path) -> Scenario | None:
    try:
        return read(file)
    except (ValidationError, yaml.YAMLError, OSError, ValueError) as error:
        errors.print(f"{file.parent.parent.name}/{file.stem} cannot be read:", style="bold red")
        for line in _reasons(error):
            errors.print(f"  {line}")
        return None


def _reasons(error: Exception) -> list[str]:
    if isinstance(error, ValidationError):
        places = (".".join(str(part) for part in one["loc"]) for one in error.errors())
        return [f"{place or 'the file'}: {one['msg']}" for place, one in zip(places, error.errors(), strict=True)]
    return str(error).splitlines()


def _run(file: Path, scenario: Scenario, routine: Routine, quiet: bool, language: Language) -> bool:
    """Shows the scenario; True when anything differs."""
    try:
        plans = [scenario.plan(routine, asked.today) for asked in scenario.asked]
    except ValueError as error:
        errors.print(f"{routine.id}/{file.stem}: this cannot happen: {error}", style="bold red")
        return True
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


def _cover(routine: Routine, files: Sequence[Path]) -> None:
    """The share of branches that the scenarios of the routine go through, and those they do not."""
    there = branches(routine)
    been = {branch for file in files if (scenario := _read(file)) for branch in covered(routine, scenario)}
    missed = sorted(there - been)
    share = 100 * (len(there) - len(missed)) / len(there)
    console.print(
        f"{routine.id}: {len(there) - len(missed)} of {len(there)} branches covered, {share:.1f} %", style="bold"
    )
    for branch in missed:
        console.print(f"  not covered  {branch}")
