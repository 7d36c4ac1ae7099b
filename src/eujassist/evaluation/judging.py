"""Asking a language model what answers are worth, with LlamaIndex's evaluators.

The model and the prompts are pinned, the temperature is 0, and every reply is kept. A judge that
fails gives no judgement: an empty place is counted, never a score.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import httpx
import openai
from llama_index.core.evaluation import BaseEvaluator, FaithfulnessEvaluator, RelevancyEvaluator
from llama_index.core.evaluation import faithfulness as faithfulness_prompts
from llama_index.core.evaluation import relevancy as relevancy_prompts

from eujassist.answering.model import open_model
from eujassist.errors import JudgeFailing, JudgeMissing, RunOther
from eujassist.evaluation.collection import Collection
from eujassist.evaluation.judgements import (
    FAITHFUL,
    JUDGEMENTS,
    RELEVANT,
    Cache,
    Judgement,
    cache_key,
    same_judge,
    sum_up,
    verdict,
)
from eujassist.evaluation.models import ModelFacts, model_facts, prompts_hash
from eujassist.evaluation.observation import Observation
from eujassist.evaluation.run import (
    Progress,
    read_finished,
    write,
    write_results,
    writing_to,
)
from eujassist.evaluation.summary import summarise
from eujassist.indexing.catalogue import Catalogue
from eujassist.indexing.generations import CATALOGUE, visible
from eujassist.settings import Settings

_AT_ONCE = 4
_PATIENCE = 5
"""Failures one after the other, after which the judge is not asked any more."""

# What LlamaIndex raises on a reply that is no chat completion.
_RUBBISH = (AttributeError, TypeError, KeyError, IndexError, ValueError)


class Asked(NamedTuple):
    """An answer to be judged."""

    id: str
    """The case's."""
    question: str
    """It stands alone."""
    said: str
    contexts: Sequence[str]
    """The passages that the answer cites."""


def judge_run(
    collection: Collection, folder: Path, judge: Judge, progress: Progress
) -> list[Judgement]:
    """Have the answers of a finished run judged, and write that to its folder.

    Questions that were refused are not judged; a judgement is made of the question as it stands
    alone, of what was said, and of the passages cited. Raises RunOther where the run was judged by
    another judge, JudgeRepliesUnusable where its replies cannot be kept.
    """
    run, observations = read_finished(folder)
    if run.judging and not same_judge(run.judging.judge, judge.facts):
        raise RunOther(folder=str(folder), difference="judge")
    judgements = judge.judge(_answers(collection, observations), progress)
    judging = sum_up(judge.facts, judgements, observations)
    run = run.model_copy(update={"judging": judging})
    with writing_to(folder):
        write(folder / JUDGEMENTS, "".join(f"{one.model_dump_json()}\n" for one in judgements))
        write_results(folder, run, summarise(observations), observations)
    return judgements


def _answers(collection: Collection, observations: Sequence[Observation]) -> list[Asked]:
    questions = {case.id: case.standalone or case.text for case in collection.cases}
    catalogue = Catalogue.open(visible(collection.settings.index_dir) / CATALOGUE)
    try:
        answers = []
        for one in observations:
            cited = catalogue.passages(one.passages)
            contexts = [cited[identity].passage.text for identity in one.passages]
            if one.said and contexts:
                answers.append(Asked(one.id, questions[one.id], one.said, contexts))
        return answers
    finally:
        catalogue.close()


@dataclass(slots=True)
class Judge:
    """A language model that judges."""

    facts: ModelFacts
    cache_file: Path
    _evaluators: dict[str, BaseEvaluator]
    _seconds: float
    _failures: int = 0
    _in_a_row: int = 0
    _reason: str = ""
    _replies: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def open(cls, settings: Settings, cache_file: Path) -> Judge:
        """Return the judge that the settings name, unasked.

        Raises JudgeMissing, or JudgeRepliesUnusable before any question is asked in vain.
        """
        own = settings.model_copy(
            update={
                name.replace("judge_", "llm_"): getattr(settings, name)
                for name in Settings.model_fields
                if name.startswith("judge_")
            }
        )
        model, facts = open_model(own), model_facts(own)
        if model is None or facts is None:
            raise JudgeMissing
        Cache(cache_file).close()
        # Given, they are the same for all: LlamaIndex would choose one by the model's name.
        prompts = [
            faithfulness_prompts.DEFAULT_EVAL_TEMPLATE,
            faithfulness_prompts.DEFAULT_REFINE_TEMPLATE,
            relevancy_prompts.DEFAULT_EVAL_TEMPLATE,
            relevancy_prompts.DEFAULT_REFINE_TEMPLATE,
        ]
        evaluators: dict[str, BaseEvaluator] = {
            FAITHFUL: FaithfulnessEvaluator(
                model, eval_template=prompts[0], refine_template=prompts[1]
            ),
            RELEVANT: RelevancyEvaluator(
                model, eval_template=prompts[2], refine_template=prompts[3]
            ),
        }
        texts = [prompt.get_template() for prompt in prompts]
        pinned = facts.model_copy(update={"prompts": prompts_hash(texts)})
        return cls(pinned, cache_file, evaluators, own.llm_seconds)

    def judge(self, answers: Sequence[Asked], progress: Progress) -> list[Judgement]:
        """Return two judgements of each answer, in order.

        What was asked before is not asked again; `progress` is called with the number of judgements
        done and their total. Raises JudgeRepliesUnusable where its replies cannot be kept.
        """
        self._failures = self._in_a_row = 0
        self._replies = {}
        cache = Cache(self.cache_file)
        try:
            asyncio.run(self._ask_all(answers, cache, progress))
        finally:
            cache.close()
        replies = [
            (one.id, measure, self._replies.get((one.id, measure)))
            for one in answers
            for measure in self._evaluators
        ]
        return [
            Judgement(
                id=identity,
                measure=measure,
                verdict=None if reply is None else verdict(reply),
                reply=reply,
            )
            for identity, measure, reply in replies
        ]

    def failing(self, judgements: Sequence[Judgement]) -> JudgeFailing | None:
        """Return what to tell a person about judgements that the judge left open, if it did."""
        count = sum(one.reply is None for one in judgements)
        if not count:
            return None
        return JudgeFailing(model=self.facts.name, count=count, reason=self._reason)

    async def _ask_all(self, answers: Sequence[Asked], cache: Cache, progress: Progress) -> None:
        total = len(answers) * len(self._evaluators)
        todo: list[tuple[Asked, str, str]] = []
        for one in answers:
            for measure in self._evaluators:
                key = cache_key(self.facts, measure, one.question, one.said, one.contexts)
                known = cache.get(key)
                if known is None:
                    todo.append((one, measure, key))
                else:
                    self._replies[one.id, measure] = known
        progress(len(self._replies), total)
        pending = iter(todo)

        async def work(mine: Iterator[tuple[Asked, str, str]]) -> None:
            for one, measure, key in mine:
                if self._in_a_row >= _PATIENCE:
                    return
                reply = await self._ask(one, measure)
                if reply is not None:
                    cache.put(key, reply)
                    self._replies[one.id, measure] = reply
                progress(len(self._replies) + self._failures, total)

        await asyncio.gather(*(work(pending) for _ in range(_AT_ONCE)))

    async def _ask(self, one: Asked, measure: str) -> str | None:
        """Return the judge's reply, None where there is none."""
        try:
            async with asyncio.timeout(self._seconds):
                result = await self._evaluators[measure].aevaluate(
                    query=one.question, response=one.said, contexts=one.contexts
                )
        except (TimeoutError, openai.APITimeoutError):
            self._reason = f"not done within {self._seconds:g} s"
        except openai.APIStatusError as error:
            self._reason = f"HTTP {error.status_code}"  # its words may repeat the key
        except (openai.APIConnectionError, httpx.TransportError):
            self._reason = "not to be reached"
        except (openai.OpenAIError, *_RUBBISH):
            self._reason = "its replies cannot be understood"
        else:
            if result.feedback:
                self._in_a_row = 0
                return result.feedback
            self._reason = "its replies are empty"
        self._failures += 1
        self._in_a_row += 1
        return None
