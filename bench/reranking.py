"""Train the adapters of the reranker, and write reranker.npz.

    pip install torch==2.13.0
    python bench/reranking.py FOLDER

The folder holds a public set as eval/README.md says. Trained is on the half of its articles that
the weights of evidence are fitted on, less a fifth kept apart, and on what was written for this in
bench/written. On the fifth it is found by how much the trained scores have to be multiplied.
Nothing of the other half is looked at, not even as what does not answer; bench/quoting.py measures
on it.

The matrices of the encoder stay as they are; to each comes the product of two of a low rank (Hu et
al., 2021). What is trained adds to the logarithm of the likelihood that a sentence has without it;
the loss is that of choosing one sentence, plus shares of that of choosing one token of the answer
and of that of telling which passages answer at all.

The file in use is of this script: 1,840, 1,104 and 1,283 steps on 11,431 questions with an answer
and 3,131 without, 75 minutes on two cores, each round in a process of its own; the first two were
run without the texts with lists, and with passages that are kept apart among those that do not
answer. Of the 397 questions kept apart that find their answer the loss of choosing goes from .591
to .475, times 0.40, as after the second round; the last one by itself gives .479. These get a
higher score than the 535 kept apart without an answer with a probability of .836, of .766 after the
second round, of .884 after the last by itself.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from scipy.stats import rankdata
from torch import Tensor, nn
from torch.nn import functional

from cross_encoder import IGNORED, Candidate, Network, Tokenised
from eujassist.documents import Passage
from eujassist.evaluation.cases import Case
from eujassist.evaluation.matching import any_holds
from eujassist.indexing.encoder import encoder
from eujassist.indexing.encoding import sentence_tokens
from eujassist.indexing.geometry import Vectors
from eujassist.indexing.index import Index
from eujassist.retrieval import evidence, reranking
from eujassist.settings import Settings
from halves import ask, halves, kept_apart, opened

_WRITTEN = Path(__file__).with_name("written")
_FILE = Path(reranking.__file__).with_name("reranker.npz")
_PASSAGES = 3  # of a question at a step: the one that answers and others
_QUESTIONS = 6  # of a step
_ROUNDS = ((1.0, 5e-4), (0.6, 3e-4), (0.4, 3e-4))
"""Of each round, the share of the questions and the highest rate of learning. Those without an
answer come in the last round only, all of them: what answers is learnt first."""
_LAST = 0.5
"""The share of the last round in what is kept: its parameters are averaged with those before it
(Wortsman et al., 2022). By itself it refuses better and chooses a little worse."""
_WARMING = 100  # steps until the rate is reached
_ANSWER_SHARE = 0.3  # of the loss, for the tokens of the answer
_PASSAGE_SHARE = 0.3  # of the loss, for whether a passage answers at all


class Item(NamedTuple):
    """A question with what it finds, the most likely passage first."""

    question: list[int]
    candidates: list[Candidate]


def main(folder: Path) -> None:
    """Train and write."""
    torch.manual_seed(0)
    collection, _ = opened(folder)
    fitted, _ = halves(collection)
    reported = collection.documents.keys() - {case.evidence[0].document_id for case in fitted}
    kept = kept_apart(collection, fitted)
    left_out = reported | {case.evidence[0].document_id for case in kept}
    with tempfile.TemporaryDirectory() as name:
        for file in (*folder.glob("*.jsonl"), *_WRITTEN.glob("*.jsonl")):
            (Path(name) / file.name).symlink_to(file.resolve())
        whole, index = opened(Path(name), Settings(index_dir=Path(name) / "index"))
        cases = [one for one in whole.cases if one.evidence[0].document_id not in left_out]
        unanswered = kept_apart(whole, [one for one in cases if not one.answers])
        trained = [one for one in cases if one not in unanswered]
        items = list(_items(index, trained, left_out))
        checked = list(_items(index, kept, reported))
        refused = list(_items(index, unanswered, reported))
    print(
        f"{len(items)} questions to train on, {len(checked) + len(refused)} kept apart", flush=True
    )
    network = Network()
    _train(network, items)
    network.eval()
    _print_separation(network, checked, refused)
    network.write(_FILE, _scale(network, checked))


def _items(index: Index, cases: Sequence[Case], left_out: set[str]) -> Iterator[Item]:
    """Yield what of the questions can be learnt from.

    These are those that find the passage that answers, and those that have no answer. Passages of
    documents that are left out are not looked at.
    """
    vocabulary = encoder().vocabulary
    known: dict[str, Tokenised] = {}
    for asked in ask(index, cases):
        looked_at = evidence.candidates(asked.question, asked.nodes, index)
        candidates = []
        for indexed, fits in zip(looked_at.passages, evidence.fits(looked_at), strict=True):
            passage = indexed.passage
            if passage.document_id in left_out:
                continue
            if passage.id not in known:
                known[passage.id] = _tokenised(passage, looked_at.titles[passage.document_id])
            held = [any_holds([one.text], asked.case.answers) for one in passage.sentences]
            candidates.append(_candidate(known[passage.id], fits, held, asked.case))
        candidates.sort(key=lambda one: -float(one.fits.max()))
        if _is_answered(candidates) or (candidates and not asked.case.answers):
            ids = vocabulary.tokens(f"query: {asked.case.text}").ids
            yield Item(ids[: reranking.LONGEST_QUESTION], candidates)


def _tokenised(passage: Passage, title: str) -> Tokenised:
    before = reranking.introduce(title, passage)
    ids, spans = encoder().vocabulary.tokens(before + passage.text)
    places = np.full(len(ids), -1)
    for place, (start, end) in enumerate(sentence_tokens(passage, np.array(spans), len(before))):
        places[start:end] = place
    own = np.array(spans) - len(before)
    return Tokenised(passage.document_id, ids, places, own, passage.text)


def _candidate(passage: Tokenised, fits: Vectors, held: Sequence[bool], case: Case) -> Candidate:
    """Return a passage with what of it answers; its document tells whether it was asked about."""
    right = passage.document == case.evidence[0].document_id
    hits = np.array(held) * (1 if right else IGNORED)
    answer = np.zeros(len(passage.ids), dtype=np.bool_)
    for words in case.answers if right else ():
        start = passage.text.find(words)
        while start >= 0:
            end = start + len(words)
            answer |= (passage.spans[:, 0] < end) & (passage.spans[:, 1] > start)
            start = passage.text.find(words, end)
    return Candidate(passage, fits, hits, answer & (passage.sentences >= 0))


def _is_answered(candidates: Sequence[Candidate]) -> bool:
    return any((one.hits == 1).any() for one in candidates)


def _train(network: Network, items: Sequence[Item]) -> None:
    answered = [item for item in items if _is_answered(item.candidates)]
    others = [item for item in items if not _is_answered(item.candidates)]
    before: dict[str, Tensor] = {}
    for number, (share, rate) in enumerate(_ROUNDS):
        before = {name: value.clone() for name, value in network.state_dict().items()}
        random = np.random.default_rng(number)
        count = round(share * len(answered))
        chosen = [answered[place] for place in random.permutation(len(answered))[:count]]
        last = number == len(_ROUNDS) - 1
        _run(network, list(_batches([*chosen, *(others if last else ())], random)), rate, random)
    after = network.state_dict()
    network.load_state_dict({name: torch.lerp(before[name], after[name], _LAST) for name in after})


def _run(
    network: Network, batches: Sequence[list[Item]], rate: float, random: np.random.Generator
) -> None:
    steps = len(batches)
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=rate, betas=(0.9, 0.99), weight_decay=0.01
    )
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: (
            min(1.0, (step + 1) / _WARMING) * (1 + math.cos(math.pi * min(1, step / steps))) / 2
        ),
    )
    network.train()
    losses: list[float] = []
    start = time.monotonic()
    for batch in batches:
        pairs, owners = [], []
        for number, item in enumerate(batch):
            chosen = _choose(item, random)
            pairs += [(item.question, one) for one in chosen]
            owners += [number] * len(chosen)
        scored = network.score(pairs)
        loss = torch.stack(
            [
                _loss(
                    [(pairs[k][1], scored[k]) for k, owner in enumerate(owners) if owner == own],
                    network.shift,
                )
                for own in range(len(batch))
            ]
        ).mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        rates.step()
        losses.append(loss.item())
        if len(losses) % 50 == 0:
            minutes = (time.monotonic() - start) / 60
            mean = np.mean(losses[-50:])
            print(f"step {len(losses)} of {steps}: loss {mean:.3f}, {minutes:.1f} min", flush=True)


def _batches(items: Sequence[Item], random: np.random.Generator) -> Iterator[list[Item]]:
    """Yield all questions once, those with passages of about one length together."""
    order = random.permutation(len(items))
    batches = []
    for start in range(0, len(order), 12 * _QUESTIONS):
        some = [items[place] for place in order[start : start + 12 * _QUESTIONS]]
        some.sort(key=lambda item: max(len(one.passage.ids) for one in item.candidates))
        batches += [some[k : k + _QUESTIONS] for k in range(0, len(some), _QUESTIONS)]
    full = [batch for batch in batches if len(batch) == _QUESTIONS]
    for place in random.permutation(len(full)):
        yield full[place]


def _choose(item: Item, random: np.random.Generator) -> list[Candidate]:
    """Return the passage that answers and a few others, the likelier the sooner."""
    right = [one for one in item.candidates if (one.hits == 1).any()]
    others = [one for one in item.candidates if not (one.hits == 1).any()]
    wanted = min(len(others), _PASSAGES - len(right))
    if wanted <= 0:
        return right
    likely = np.array([np.logaddexp.reduce(one.fits) for one in others])
    shares = np.exp((likely - likely.max()) / 2) + 1e-4
    picked = random.choice(len(others), wanted, replace=False, p=shares / shares.sum())
    return right + [others[place] for place in picked]


def _loss(scored: Sequence[tuple[Candidate, tuple[Tensor, Tensor]]], shift: Tensor) -> Tensor:
    """Return a question's loss, from its passages with the numbers of sentences and tokens."""
    sums, right, tokens, parts, passages = [], [], [], [], []
    for one, (means, numbers) in scored:
        if not (one.hits == IGNORED).any():
            answers = torch.tensor(float((one.hits == 1).any()))
            passages.append(
                functional.binary_cross_entropy_with_logits(
                    torch.logsumexp(means, 0) + shift, answers
                )
            )
        fits = torch.tensor(one.fits)
        counted = torch.tensor(one.hits != IGNORED)
        sums.append((fits + means)[counted])
        right.append(torch.tensor(one.hits == 1)[counted])
        places = torch.tensor(one.passage.sentences[: len(numbers)])
        held = (places >= 0) & counted[places]
        sizes = torch.bincount(places[held], minlength=len(fits)).clamp(min=1)
        tokens.append((numbers + (fits - torch.log(sizes))[places])[held])
        parts.append(torch.tensor(one.answer[: len(numbers)])[held])
    loss = _PASSAGE_SHARE * torch.stack(passages).mean()
    if torch.cat(right).any():
        loss = loss + _choice(torch.cat(sums), torch.cat(right))
    answer = torch.cat(parts)
    if answer.any():
        loss = loss + _ANSWER_SHARE * _choice(torch.cat(tokens), answer)
    return loss


def _choice(numbers: Tensor, right: Tensor) -> Tensor:
    """Return minus the logarithm of the probability of what is right."""
    return torch.logsumexp(numbers, 0) - torch.logsumexp(numbers[right], 0)


def _print_separation(
    network: Network, answered: Sequence[Item], unanswered: Sequence[Item]
) -> None:
    """Print the probability that a question with an answer gets more than one without (AUROC)."""
    scores = [_highest(network, item) for item in (*answered, *unanswered)]
    yes, no = len(answered), len(unanswered)
    ranks = float(rankdata(scores)[:yes].sum())
    print(f"kept apart: AUROC {(ranks - yes * (yes + 1) / 2) / (yes * no):.3f}")


def _highest(network: Network, item: Item) -> float:
    """Return the highest score of a sentence."""
    pairs = [(item.question, one) for one in item.candidates[: reranking.MOST_READ]]
    with torch.no_grad():
        return max(float(means.max()) for means, _ in network.score(pairs))


def _scale(network: Network, items: Sequence[Item]) -> float:
    """Return what the scores of questions that were not trained on have to be multiplied by."""
    found = []
    with torch.no_grad():
        for item in items:
            best = item.candidates[: reranking.MOST_READ]
            scored = network.score([(item.question, one) for one in best])
            fits = np.concatenate([one.fits for one in best])
            scores = np.concatenate([means.numpy() for means, _ in scored])
            hits = np.concatenate([one.hits for one in best])
            counted = hits != IGNORED
            if (hits == 1).any():
                found.append((fits[counted], scores[counted], hits[counted] == 1))

    def loss(scale: float) -> float:
        sums = [(fits + scale * scores, hits) for fits, scores, hits in found]
        every = [np.logaddexp.reduce(one) - np.logaddexp.reduce(one[hits]) for one, hits in sums]
        return float(np.mean(every))

    scales = np.arange(0, 1.51, 0.05)
    losses = [loss(float(scale)) for scale in scales]
    best_scale = float(scales[int(np.argmin(losses))])
    print(f"kept apart: loss {losses[0]:.3f} without, {min(losses):.3f} times {best_scale:.2f}")
    return best_scale


if __name__ == "__main__":
    main(Path(sys.argv[1]))
