"""The container files, read as text: no container engine is needed. Each image's own files are laid out and run from."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

import local.model
from api.settings import Settings
from local.environment import ROOT, local_environment
from local.processes import commands, prepare_command

FOLDER = ROOT / "docker"
HOME = "/naervaerslos"  # the project's folder in both images
MODEL = "naervaerslos.tar.gz"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
IMAGES = ("app", "bot")
OURS = ("prepare", "app", "actions", "bot")
SECRET = re.compile(r"TOKEN|KEY|PASSWORD|SECRET|CREDENTIAL|LOGIN_PROVIDERS")
VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")

Instruction = tuple[str, str]


def instructions(image: str) -> list[Instruction]:
    text = (FOLDER / f"{image}.Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [(word.upper(), rest.strip()) for word, rest in (line.split(None, 1) for line in whole)]


def final_stage(image: str) -> list[Instruction]:
    found = instructions(image)
    return found[max(number for number, (word, _) in enumerate(found) if word == "FROM") :]


def variables_of(image: str) -> dict[str, str]:
    """What the image itself puts into the environment."""
    return dict(pair.split("=", 1) for word, rest in final_stage(image) if word == "ENV" for pair in shlex.split(rest))


def copied(stage: list[Instruction]) -> list[tuple[list[str], str]]:
    """Sources in the project and where they go, for each COPY that is not from another stage."""
    found = []
    for word, rest in stage:
        assert word != "ADD", "ADD can fetch from the net; COPY says what is meant"
        if word == "COPY" and "--from=" not in rest:
            *sources, target = [part for part in shlex.split(rest) if not part.startswith("--")]
            found.append((sources, target))
    return found


def image_of(service: str) -> str:
    return str(SERVICES[service]["build"]["dockerfile"]).removeprefix("docker/").removesuffix(".Dockerfile")


def command_of(service: str) -> list[str]:
    own: list[str] | None = SERVICES[service].get("command")
    built_in = next(rest for word, rest in final_stage(image_of(service)) if word == "CMD")
    return own or [str(part) for part in json.loads(built_in)]


def in_image(command: list[str]) -> list[str]:
    """A command of a local run, with the paths that the images have."""
    python = [f"{HOME}/.venv/bin/python" if part == sys.executable else part for part in command]
    return [part.replace(str(ROOT), HOME) for part in python]


def port_of(url: str) -> str:
    return url.rsplit(":", 1)[1]


def ignored(image: str, path: str) -> bool:
    """Whether the image's ignore file keeps a path from the engine: the last pattern that fits it or a folder above decides."""
    answer = False
    here = [path, *(str(parent) for parent in Path(path).parents)][:-1]
    for line in (FOLDER / f"{image}.Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!")
        if not pattern or pattern.startswith("#"):
            continue
        deep = pattern.startswith("**/")
        if any(
            fnmatch(Path(one).name, pattern[3:])
            if deep
            else one.count("/") == pattern.count("/") and fnmatch(one, pattern)
            for one in here
        ):
            answer = not line.startswith("!")
    return answer


@pytest.mark.parametrize("image", IMAGES)
def test_what_is_copied_exists_and_reaches_the_engine(image: str) -> None:
    sources = [source for sources, _ in copied(instructions(image)) for source in sources]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not ignored(image, source), source


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize(
    "path",
    [
        *("var/secrets.env", "var/naervaerslos.db", ".git/config", ".venv/bin/python", "bot/.venv/bin/python"),
        *("docker/.env", "api/.env", "bot/.env", "models/old.tar.gz", "bot/__pycache__/tuning.cpython-310.pyc"),
    ],
)
def test_secrets_and_leavings_never_reach_the_engine(image: str, path: str) -> None:
    assert ignored(image, path)


@pytest.mark.parametrize(("image", "lock", "project"), [("app", "uv.lock", "."), ("bot", "bot/uv.lock", "bot")])
def test_each_image_is_made_from_its_lock_file_by_the_uv_of_setup(image: str, lock: str, project: str) -> None:
    whole = instructions(image)
    assert any(lock in sources for sources, _ in copied(whole))
    (sync,) = [shlex.split(rest) for word, rest in whole if word == "RUN" and rest.startswith("uv sync")]
    assert {"--frozen", "--no-dev"} <= set(sync)
    assert (sync[sync.index("--project") + 1] if "--project" in sync else ".") == project
    version = re.search(r"^UV_VERSION=(\S+)$", (ROOT / "setup").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    assert any(f"uv=={version[1]}" in rest for word, rest in whole if word == "RUN")


def test_base_images_are_pinned_to_a_patch_version() -> None:
    for image, wanted in (("app", "pyproject.toml"), ("bot", "bot/pyproject.toml")):
        stages: set[str] = set()
        requires = tomllib.loads((ROOT / wanted).read_text(encoding="utf-8"))["project"]["requires-python"]
        for rest in (rest for word, rest in instructions(image) if word == "FROM"):
            base, _, stage = rest.partition(" AS ")
            if base.startswith("node:"):
                assert re.fullmatch(r"node:\d+\.\d+\.\d+-\w+-slim", base), base
            elif base not in stages:
                version = re.fullmatch(r"python:(3\.\d+)\.\d+-slim-\w+", base)
                assert version, base
                assert version[1] in requires, f"{base} does not fit {requires}"
            stages.add(stage)
    pulled = [service["image"] for service in SERVICES.values() if "build" not in service]
    assert [bool(re.fullmatch(r"postgres:17\.\d+-\w+", image)) for image in pulled] == [True]


def test_the_processes_are_started_as_in_a_local_run() -> None:
    ports = {
        "NAERVAERSLOS_APP_PORT": port_of(SERVICES["app"]["ports"][0]),
        "NAERVAERSLOS_BOT_PORT": port_of(SERVICES["app"]["environment"]["NAERVAERSLOS_BOT_URL"]),
    }
    mode = {"NAERVAERSLOS_MODE": SERVICES["app"]["environment"]["NAERVAERSLOS_MODE"]}
    expected = commands({**variables_of("app"), **mode, **ports}, ROOT / "models" / MODEL)
    assert {name: command_of(name) for name in expected} == {name: in_image(line) for name, line in expected.items()}
    assert command_of("prepare") == in_image(prepare_command())


def test_the_model_is_trained_as_in_a_local_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    command = in_image(local.model.train_command(Path(HOME) / "models" / MODEL))
    whole = instructions("bot")
    at = next(number for number, (word, rest) in enumerate(whole) if word == "RUN" and '"train"' in rest)
    assert json.loads(whole[at][1]) == command
    sources = {source for sources, _ in copied(whole[:at]) for source in sources}
    for name in local.model.TRAINED_FROM:
        assert {name, *(str(parent) for parent in Path(name).parents)} & sources, f"{name} is not there when training"


def test_the_images_set_what_a_local_run_sets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NAERVAERSLOS_VAR", str(tmp_path))
    local_run = local_environment()
    for image, names in {
        "app": ("PYTHONPATH", "PYTHONUNBUFFERED"),
        "bot": (
            *("PYTHONPATH", "PYTHONUNBUFFERED"),
            *("RASA_TELEMETRY_ENABLED", "TF_CPP_MIN_LOG_LEVEL", "SQLALCHEMY_SILENCE_UBER_WARNING"),
        ),
    }.items():
        for name in names:
            assert variables_of(image)[name] == local_run[name].replace(str(ROOT), HOME), name


def test_every_needed_setting_is_passed() -> None:
    needed = {f"NAERVAERSLOS_{name.upper()}" for name, field in Settings.model_fields.items() if field.is_required()}
    assert needed
    for service in ("app", "prepare"):
        assert needed <= SERVICES[service]["environment"].keys()
        assert SERVICES[service]["environment"]["NAERVAERSLOS_MODE"] == "production"
    rasa = "".join((ROOT / "bot" / name).read_text(encoding="utf-8") for name in ("endpoints.yml", "credentials.yml"))
    assert set(re.findall(r"\$\{(\w+)\}", rasa)) <= SERVICES["bot"]["environment"].keys() | variables_of("bot").keys()
    assert SERVICES["actions"]["environment"].keys() == {"NAERVAERSLOS_ACTION_TOKEN", "NAERVAERSLOS_API_URL"}


def test_no_secret_has_a_default_or_a_value() -> None:
    asked = set()
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            uses = VARIABLE.findall(str(value))
            assert all(sign == "?" and message for _, sign, message in uses), name
            if SECRET.search(name):
                assert VARIABLE.fullmatch(value), name
            asked |= {variable for variable, _, _ in uses}
    assert asked
    assert {name for name in asked if not SECRET.search(name)} == {"NAERVAERSLOS_ORIGIN", "FORWARDED_ALLOW_IPS"}
    text = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
    assert {name for name, sign, _ in VARIABLE.findall(text) if sign != "?"} == {"NAERVAERSLOS_APP_PORT"}
    for image in IMAGES:
        assert not [rest for word, rest in instructions(image) if word in ("ENV", "ARG") and SECRET.search(rest)]
    example = [
        line
        for line in (FOLDER / ".env.example").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert all(line.endswith("=") for line in example), "the example holds no values"
    assert {line.rstrip("=") for line in example} == asked
    assert ".env" in (FOLDER / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_each_service_has_only_the_secrets_it_uses() -> None:
    held = {name: {key for key in SERVICES[name]["environment"] if SECRET.search(key)} for name in SERVICES}
    assert held["actions"] == {"NAERVAERSLOS_ACTION_TOKEN"}
    assert held["bot"] == {"NAERVAERSLOS_BOT_TOKEN"}
    assert held["postgres"] == {"POSTGRES_PASSWORD"}


def test_only_the_application_is_published_and_on_loopback_only() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["app"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["app"]["ports"])
    outside = {name for name, network in COMPOSE["networks"].items() if not network.get("internal")}
    reaching = {name: outside & set(service["networks"]) for name, service in SERVICES.items()}
    assert {name for name, networks in reaching.items() if networks} == {"app"}
    assert {name for name, service in SERVICES.items() if "database" in service["networks"]} == {
        *("postgres", "prepare", "app")
    }
    for service in SERVICES.values():
        assert "network_mode" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_each_container_may_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    user = service.get("user") or next(rest for word, rest in final_stage(image_of(name)) if word == "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    for volume in service.get("volumes", []):
        assert volume.split(":")[0] in COMPOSE["volumes"], "named volumes only, nothing of the machine"


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "prepare"])
def test_each_lasting_service_is_asked_how_it_is(name: str) -> None:
    test = SERVICES[name]["healthcheck"]["test"]
    assert test[0] == "CMD"
    if name in OURS:
        urls = {key: value for service in OURS for key, value in SERVICES[service]["environment"].items()}
        url = urls[
            {"app": "NAERVAERSLOS_API_URL", "actions": "NAERVAERSLOS_ACTION_URL", "bot": "NAERVAERSLOS_BOT_URL"}[name]
        ]
        assert url == f"http://{name}:{test[3]}"
        assert test[2] in [target for _, target in copied(final_stage(image_of(name)))]


def test_the_start_waits_for_the_migration() -> None:
    assert SERVICES["prepare"]["restart"] == "no"
    assert SERVICES["app"]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}
    assert SERVICES["prepare"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_no_path_of_a_machine() -> None:
    for file in FOLDER.iterdir():
        if file.is_file() and file.name != ".env":
            found = re.findall(
                r"(?<![\w.])/(?:work|root|home|Users|mnt)/\S*|[A-Z]:\\\S*", file.read_text(encoding="utf-8")
            )
            assert not found, (file.name, found)


def test_the_application_image_holds_all_that_the_application_needs(tmp_path: Path) -> None:
    """Its files, and only those, migrate a database, publish the routines, load the schools and build both processes."""
    for sources, target in copied(final_stage("app")):
        for source in sources:
            to = tmp_path / target / source if target.endswith("/") else tmp_path / target
            to.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, to, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, to)
    own_schools = Path(shutil.copy(tmp_path / "schools" / "demo.yaml", tmp_path / "own.yaml"))
    environment = {
        **os.environ,
        **variables_of("app"),
        "NAERVAERSLOS_MODE": "production",
        "NAERVAERSLOS_CHANNELS": "",
        "NAERVAERSLOS_DATABASE_URL": f"sqlite:///{tmp_path / 'test.db'}",
        "NAERVAERSLOS_SCHOOLS_FILE": str(own_schools),
        "PYTHONPATH": str(tmp_path),
    }
    prepare = [part.replace(str(ROOT), str(tmp_path)) for part in prepare_command()[1:]]
    start = (
        "import api.main, channels.app, actions.__main__ as actions\n"
        "actions.build(); channels.app.create_app()\n"
        "print(api.main.__file__)"
    )
    for arguments in (prepare, ["-c", start]):
        done = subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == str(tmp_path / "api" / "main.py")
