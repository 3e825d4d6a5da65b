"""What `publish` does: each routine by itself, so that one that is refused does not hold back the others."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from api.engine.loader import PROBLEM_CODES, Problem, RoutineProblems
from api.errors import NotFound
from api.routines.service import RoutineService
from api.settings import Settings
from routine_tools.database import sessions_of, settings
from routine_tools.found import console, counted


def publish_all(asked: list[str]) -> bool:
    """Whether none was refused."""
    chosen = settings()
    return asyncio.run(_publish_all(chosen, _folders(chosen.routines_folder, asked)))


def _folders(routines: Path, asked: list[str]) -> list[Path]:
    """Only where the assistant reads them: at its next start it would go back to what stands there."""
    known = [file.parent.resolve() for file in sorted(routines.glob("*/routine.yaml"))]
    found = []
    for name in asked:
        folder = next((one for one in ((routines / name).resolve(), Path(name).resolve()) if one in known), None)
        if folder is None:
            listed = ", ".join(one.name for one in known) or "none"
            raise typer.BadParameter(f"There is no routine `{name}` in {routines}. There are: {listed}.")
        found.append(folder)
    return found or known


async def _publish_all(chosen: Settings, folders: list[Path]) -> bool:
    refused: list[Problem] = []
    async with sessions_of(chosen) as sessions:
        for folder in folders:
            try:
                async with sessions() as session, session.begin():
                    before = await _newest(session, folder.name)
                    after = (await RoutineService(session).publish(folder)).hash
            except RoutineProblems as error:
                refused += error.problems
                _say_refused(folder, before, error.problems)
                continue
            if before == after:
                console.print(f"{folder.name}: unchanged, {after}")
            else:
                console.print(f"{folder.name}: new version {after}", style="green")
    for code in sorted({problem.code for problem in refused}):
        console.print(f"{code}: {PROBLEM_CODES[code]}", style="dim")
    return not refused


async def _newest(session: AsyncSession, routine_id: str) -> str | None:
    try:
        return (await RoutineService(session).newest(routine_id)).hash
    except NotFound:
        return None


def _say_refused(folder: Path, before: str | None, problems: list[Problem]) -> None:
    kept = f"{before} stays in use" if before else "it has no version to use"
    console.print(f"{folder.name}: refused, {counted(len(problems), 'problem')}; {kept}", style="bold red")
    for problem in problems:
        console.print(f"  {problem.code} {problem.where}", style="bold")
        console.print(f"       {problem.what} {problem.write}")
