"""Tuning the encoder to the question bank: `python -m eval tune`.

A question is drawn to the questions that the same clause answers, to the clause's text, and to a vector that is learned
for the clause; it is pushed from all others, unanswered questions among them. Only a low-rank adapter is learned
(Hu et al., LoRA, ICLR 2022), with the contrastive loss of van den Oord et al. (2018), so that what the repository
carries is small and the rest stays that of the package. No evaluation question is read.

Several adapters, each tuned to other questions, are averaged into one (Wortsman et al., Model soups, ICML 2022).
"""

import logging
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional
from tqdm import tqdm

from corpus import BankQuestion
from eval.batches import Batches
from retriever.chunks import Chunk
from retriever.e5_module import PROMPTS, E5Tokenizer, build_bert
from retriever.e5_weights import E5Weights, read_weights

log = logging.getLogger(__name__)

_ADAPTED = ("query", "key", "value", "dense")
_HAS_BFLOAT16 = any(torch.cpu.get_capabilities().get(name) for name in ("avx512_bf16", "amx_bf16"))
"""Whether the processor multiplies such numbers; one that does not takes minutes for a step, and 8 s without them."""
_MOST_CHARS = 160
"""A clause is recognised by its beginning; longer texts only make a step slower."""


@dataclass(frozen=True, slots=True)
class TuneSettings:
    """How it is tuned; chosen on dev (docs/adr/0009-tuned-encoder.md).

    Attributes:
        steps: of the optimiser.
        clauses: whose questions make a batch, two of each.
        unanswered: questions beside them, at most one near each article.
        unrelated: questions beside them that are about something else.
        rank: of the adapter.
        rate: learning rate, after a warm-up of ten steps, falling with a cosine.
        clause_rate: of the learned vectors of the clauses.
        temperature: of the contrastive loss.
        dropout: within the adapter.
        noise: share of questions that get a pleasantry in front; as many get one behind, as many characters that only
            sound like the right ones, and as many another typing error.
    """

    steps: int = 240
    clauses: int = 48
    unanswered: int = 48
    unrelated: int = 6
    rank: int = 16
    rate: float = 8e-4
    clause_rate: float = 1e-3
    temperature: float = 0.05
    dropout: float = 0.1
    noise: float = 0.2
    seed: int = 0


class _Adapter(torch.nn.Module):
    """A frozen matrix, and what is learned beside it."""

    def __init__(self, frozen: torch.nn.Linear, settings: TuneSettings) -> None:
        super().__init__()
        self.frozen = frozen
        self.down = torch.nn.Parameter(torch.randn(settings.rank, frozen.in_features) / math.sqrt(frozen.in_features))
        self.up = torch.nn.Parameter(torch.zeros(frozen.out_features, settings.rank))
        self.dropout = torch.nn.Dropout(settings.dropout)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        frozen: torch.Tensor = self.frozen(x)
        return frozen + functional.linear(self.dropout(functional.linear(x, self.down)), 2 * self.up)


class Tuner:
    """A network with an adapter that learns."""

    def __init__(self, weights: E5Weights, chunks: Sequence[Chunk], settings: TuneSettings) -> None:
        """Put an adapter beside every matrix of every layer.

        Args:
            weights: of the package.
            chunks: the text; the smallest chunk that holds a clause stands for it.
            settings: see `TuneSettings`.
        """
        torch.manual_seed(settings.seed)
        self._settings = settings
        self._tokenizer, self._bert = E5Tokenizer(weights.vocabulary), build_bert(weights)
        self._bert.requires_grad_(requires_grad=False)
        for layer in self._bert.encoder.layer:
            for module in list(layer.modules()):
                for name, child in list(module.named_children()):
                    if name in _ADAPTED and isinstance(child, torch.nn.Linear):
                        setattr(module, name, _Adapter(child, settings))
        self._text_of = {clause: chunk.indexed_text for chunk in chunks for clause in chunk.clause_ids}
        self._place = {clause: at for at, clause in enumerate(self._text_of)}
        with torch.no_grad():
            texts = list(self._text_of.values())
            vectors = [self._encode(texts[at : at + 32], "document") for at in range(0, len(texts), 32)]
        self._clause_vectors = torch.nn.Parameter(torch.cat(vectors))

    def learn(self, questions: Sequence[BankQuestion]) -> None:
        """Tune to these questions; the same ones give the same adapter on the same machine."""
        settings = self._settings
        batches = Batches(
            questions,
            random.Random(settings.seed),  # noqa: S311 - no secret
            clauses=settings.clauses,
            unanswered=settings.unanswered,
            unrelated=settings.unrelated,
            noise=settings.noise,
        )
        adapter = [p for p in self._bert.parameters() if p.requires_grad]
        optimiser = torch.optim.AdamW(
            [
                {"params": adapter, "lr": settings.rate, "weight_decay": 0.01},
                {"params": [self._clause_vectors], "lr": settings.clause_rate, "weight_decay": 0.0},
            ]
        )
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, self._rate)
        # Only the adapter drops out: elsewhere it would double the time of a step.
        for module in self._bert.modules():
            if isinstance(module, _Adapter):
                module.train()
        for step in (progress := tqdm(range(settings.steps), desc="tuning")):
            loss = self._loss(*batches.draw(), batches)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(adapter, 1.0)
            optimiser.step()
            schedule.step()
            progress.set_postfix(loss=round(loss.item(), 2))
            if step % 10 == 9:
                log.info("tune: step %d, loss %.3f", step + 1, loss.item())
        self._bert.train(mode=False)

    def adapter(self) -> Mapping[str, torch.Tensor]:
        """What was learned, as `retriever.e5_module.add_adapter` reads it, in half precision."""
        learned = {}
        for name, module in self._bert.named_modules():
            if isinstance(module, _Adapter):
                learned[f"{name}.down"] = module.down.detach().half().contiguous()
                learned[f"{name}.up"] = (2 * module.up).detach().half().contiguous()
        return learned

    def _rate(self, step: int) -> float:
        falling = 0.5 * (1 + math.cos(math.pi * step / self._settings.steps))
        return min(1.0, (step + 1) / 10) * max(0.03, falling)

    def _encode(self, texts: Sequence[str], kind: str) -> torch.Tensor:
        """(n, dim), L2-normalised. Long texts are encoded apart from short ones, so that little is padding."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        cut = 2 * len(order) // 3
        vectors = []
        for half in (order[:cut], order[cut:]):
            if half:
                features = self._tokenizer.batch([PROMPTS[kind] + texts[at][:_MOST_CHARS] for at in half])
                with torch.autocast("cpu", dtype=torch.bfloat16, enabled=_HAS_BFLOAT16):
                    tokens = self._bert(**features).last_hidden_state.float()
                mask = features["attention_mask"]
                mean = (tokens * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
                vectors.append(functional.normalize(mean, dim=-1))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(vectors)[back]

    def _loss(
        self,
        clauses: Sequence[str],
        answered: Sequence[BankQuestion],
        unanswered: Sequence[BankQuestion],
        batches: Batches,
    ) -> torch.Tensor:
        asked = [*answered, *unanswered]
        questions = self._encode([batches.roughen(q.text) for q in asked], "query")
        vectors = functional.normalize(self._clause_vectors, dim=-1)
        answers = torch.zeros(len(asked), len(vectors), dtype=torch.bool)
        for at, question in enumerate(answered):
            answers[at, [self._place[clause] for clause in question.clauses]] = True
        # A third of the texts is enough: a text takes four times as long as a question.
        texts = list(dict.fromkeys(self._text_of[clause] for clause in clauses[::3]))
        held = [{self._text_of[clause] for clause in question.clauses} for question in asked]
        tells = torch.tensor([[text in some for text in texts] for some in held])
        sets = [set(question.clauses) for question in asked]
        alike = torch.tensor([[bool(a & b) and i != j for j, b in enumerate(sets)] for i, a in enumerate(sets)])
        among_questions = (questions @ questions.T).masked_fill(torch.eye(len(asked), dtype=torch.bool), -1.0)
        return (
            self._both_ways(questions @ vectors.T, answers)
            + self._both_ways(questions @ self._encode(texts, "document").T, tells)
            + self._contrast(among_questions, alike)
        )

    def _both_ways(self, similar: torch.Tensor, belongs: torch.Tensor) -> torch.Tensor:
        """Of each question the right clauses, and, at half the weight, of each clause the right questions."""
        return self._contrast(similar, belongs) + 0.5 * self._contrast(similar.T, belongs.T)

    def _contrast(self, similar: torch.Tensor, belongs: torch.Tensor) -> torch.Tensor:
        """Mean over the pairs that belong together: -log of their share against all that do not. (n, m) both."""
        logits = similar / self._settings.temperature
        others = torch.logsumexp(logits.masked_fill(belongs, -1e9), dim=1, keepdim=True)
        surprise = torch.logaddexp(logits, others) - logits
        return (surprise * belongs).sum() / belongs.sum().clamp(min=1)


def average(adapters: Sequence[Mapping[str, torch.Tensor]], weights: Sequence[float]) -> Mapping[str, torch.Tensor]:
    """One adapter that adds to each matrix the weighted mean of what these add; its rank is the sum of theirs.

    Args:
        adapters: as `Tuner.adapter` gives them.
        weights: one for each.
    """
    shares = [weight / sum(weights) for weight in weights]
    return {
        name: torch.cat([adapter[name].float() for adapter in adapters]).half()
        if name.endswith(".down")
        else torch.cat(
            [share * adapter[name].float() for share, adapter in zip(shares, adapters, strict=True)], dim=1
        ).half()
        for name in adapters[0]
    }


def tune(
    banks: Sequence[tuple[Sequence[BankQuestion], float]],
    chunks: Sequence[Chunk],
    path: Path,
    settings: TuneSettings | None = None,
) -> Mapping[str, object]:
    """Tune once to each of these banks and write the weighted mean of the adapters; see the module.

    Args:
        banks: each with the weight of its adapter.
        chunks: the text.
        path: of the file.
        settings: of each tuning.

    Returns:
        What it was made from, for the record: of each bank how many questions, and its weight.
    """
    settings = settings or TuneSettings()
    adapters = []
    for questions, _ in banks:
        tuner = Tuner(read_weights(), chunks, settings)
        tuner.learn(questions)
        adapters.append(tuner.adapter())
    save_file(dict(average(adapters, [weight for _, weight in banks])), path)
    counts = [(len(questions), weight) for questions, weight in banks]
    return {"questions": counts, "steps": settings.steps, "rank": settings.rank}
