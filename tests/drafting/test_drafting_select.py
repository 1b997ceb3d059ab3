"""Which drafter an engine name opens, and what is said when there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent.drafting import catalogue
from agent.drafting.catalogue import load_catalogue
from agent.drafting.select import open_drafter, why_not
from common.errors import ConfigurationError, UserError
from common.settings import Settings


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_template_is_no_drafter(empty: Settings) -> None:
    assert open_drafter("template", empty) is None


def test_auto_without_a_model_is_no_drafter_and_says_why(empty: Settings) -> None:
    assert open_drafter("auto", empty) is None
    reason = why_not(empty)
    assert reason is not None
    assert "tellergraph model pull" in reason
    assert "\n" not in reason


def test_auto_takes_the_model_for_the_counter_once_it_is_ready(empty: Settings) -> None:
    model = catalogue.find("qwen2.5-coder-1.5b")
    for chosen in (model, catalogue.find("qwen2.5-coder-0.5b")):
        place = chosen.place(empty)
        place.parent.mkdir(exist_ok=True)
        with place.open("wb") as file:
            file.truncate(chosen.bytes)
    drafter = open_drafter("auto", empty)
    assert drafter is not None
    assert drafter.name == model.name
    assert why_not(empty) is None
    drafter.close()


def test_a_name_of_the_catalogue_that_is_not_here_names_the_command(empty: Settings) -> None:
    with pytest.raises(ConfigurationError, match="tellergraph model pull qwen3-8b"):
        open_drafter("Qwen/Qwen3-8B", empty)


@pytest.mark.parametrize("name", ["gpt-9", "openai:", "file:/nowhere.gguf", "file:/tmp"])
def test_names_that_stand_for_nothing_are_the_users_to_mend(name: str, empty: Settings) -> None:
    with pytest.raises(UserError):
        open_drafter(name, empty)


def test_looking_for_a_drafter_imports_nothing_heavy(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from common.settings import Settings;"
        "from agent.drafting import open_drafter, why_not, list_models;"
        "s = Settings(home=Path(sys.argv[1])); open_drafter('template', s); open_drafter('auto', s);"
        "why_not(s); list_models(s); import agent.drafting.engines.llama_cpp;"
        "heavy = ('torch', 'transformers', 'xllamacpp', 'httpx', 'huggingface_hub');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"


def test_every_model_of_the_catalogue_is_under_a_free_licence_and_has_a_source() -> None:
    for model in catalogue.models():
        assert model.licence == "Apache-2.0"
        assert model.sources
        assert catalogue.find(model.name.upper()) is model


def test_a_catalogue_that_names_one_thing_twice_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="catalogue"):
        load_catalogue("version: 1\nmodels: [{name: x}]", "catalogue.yaml")
