"""What a real local model's wording is worth: forty questions, every wording it drafted, kept or refused.

    python -m benchmarks.model_answers [--engine NAME] [--out docs/model-answers.md]

Each answer that was sent is judged a second time, by code that did not take part in the turn: every figure
in it must stand in the turn's tool results, sources or question, and the policy rules must let it pass.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypedDict

import yaml

from agent import Assistant
from agent.reply import Reply
from common.language import Language
from common.settings import load_settings
from policies import check
from policies.grounding import ground
from state_store.records import DraftRecord

NOW = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=8)))


class Question(TypedDict, total=False):
    """One line of ``model_answers.yaml``."""

    ask: str
    customer: str


@dataclass(frozen=True)
class Outcome:
    """A question, its answer and every wording the model drafted for it."""

    language: Language
    question: str
    reply: Reply
    drafts: tuple[DraftRecord, ...]
    seconds: float
    objections: tuple[str, ...]

    @property
    def by_model(self) -> tuple[DraftRecord, ...]:
        return tuple(d for d in self.drafts if d.engine not in ("template", "scripted", "mixed"))


def run(engine: str) -> list[Outcome]:
    """Ask every question in a dialogue of its own."""
    questions: dict[Language, list[Question]] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    )
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant.for_replay(Path(home), NOW, "model", engine, shared=load_settings())
        with assistant:
            for language, items in questions.items():
                for item in items:
                    session = assistant.open(customer=item.get("customer"), language=language)
                    started = perf_counter()
                    reply = assistant.send(session, item["ask"])
                    seconds = perf_counter() - started
                    stored = assistant.store.turns(session)[-1]
                    outcomes.append(
                        Outcome(
                            language,
                            item["ask"],
                            reply,
                            stored.drafts,
                            seconds,
                            _objections(reply, item["ask"]),
                        )
                    )
                    print(f"{seconds:6.1f} s  {reply.engine:36} {item['ask']}", file=sys.stderr, flush=True)
    return outcomes


def _objections(reply: Reply, question: str) -> tuple[str, ...]:
    """What a second look at the sent answer objects to; the calls themselves are the facts."""
    calls = {str(i): {"args": c.args, "result": c.result} for i, c in enumerate(reply.tool_calls)}
    evidence = [f"{c.title} {c.article or ''} {c.text}" for c in reply.citations]
    evidence += list(reply.steps)  # the reviewed template states the differences it works out
    grounded = ground(
        reply.answer,
        facts={**calls, "slots": reply.slots},
        evidence=evidence,
        user=question,
        citations=[c.id for c in reply.citations],
    )
    verdict = check(reply.answer, language=reply.language)
    return (
        *(f"{item.text}: {item.why}" for item in grounded.ungrounded),
        *(
            f"{finding.category}: {finding.text}"
            for finding in verdict.findings
            if finding.action != "append"
        ),
    )


def report(outcomes: list[Outcome], engine: str) -> str:
    """The figures and examples as Markdown."""
    worded = [o for o in outcomes if o.by_model]
    kept = [o for o in worded if o.reply.engine == engine]
    mixed = [o for o in worded if o.reply.engine == "mixed"]
    refused = [
        (o, d) for o in worded for d in o.by_model if d.decision != "allow" or o.reply.engine == "template"
    ]
    lines = [
        "# What the local model's wording is worth",
        "",
        f"`python -m benchmarks.model_answers --engine {engine}`, {datetime.now(UTC):%Y-%m-%d}, this machine's CPU.",
        "",
        f"- questions: {len(outcomes)} ({Counter(o.language for o in outcomes)['zh']} zh, "
        f"{Counter(o.language for o in outcomes)['en']} en)",
        f"- worded by the model (the others have fixed wording): {len(worded)}",
        f"- sent wholly in the model's words: {len(kept)} ({len(kept) / max(1, len(worded)):.0%})",
        f"- sent in its words, completed from the template: {len(mixed)} ({len(mixed) / max(1, len(worded)):.0%})",
        f"- drafts refused by review: {len(refused)}",
        f"- objections of a second, independent look at all sent answers: {sum(len(o.objections) for o in outcomes)}",
        f"- median seconds of an answer the model worded: {median(o.seconds for o in worded) if worded else 0:.1f}",
        "",
    ]
    for outcome in outcomes:
        lines += [f"- {objection} — {outcome.question}" for objection in outcome.objections]
    lines += ["## Kept", ""]
    for language in ("zh", "en"):
        for outcome in [o for o in kept if o.language == language][:3]:
            lines += [
                f"**{outcome.question}**",
                "",
                *(f"> {line}  " for line in outcome.reply.answer.splitlines()),
                "",
            ]
    lines += ["## Refused", ""]
    for outcome, draft in refused[:6]:
        findings = [f.rule for f in outcome.reply.verdict.findings]
        lines += [
            f"**{outcome.question}**",
            "",
            *(f"> {line}  " for line in (draft.text or "").splitlines()),
            "",
        ]
        lines += [f"Why: {'; '.join(findings) or 'a required figure was left out'}", ""]
    return "\n".join(lines)


def main() -> None:
    """Run and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="qwen2.5-coder-1.5b-instruct-q4_k_m")
    parser.add_argument("--out", type=Path, help="write the report here")
    parser.add_argument("--answers", type=Path, help="write every answer here, to be read by a person")
    options = parser.parse_args()
    outcomes = run(options.engine)
    text = report(outcomes, options.engine)
    if options.answers is not None:
        told = (f"» {o.question}  [{o.reply.engine}]\n{o.reply.answer}\n" for o in outcomes)
        options.answers.write_text("\n".join(told), encoding="utf-8")
    if options.out is None:
        print(text)
    else:
        options.out.write_text(text + "\n", encoding="utf-8")
        print(text.split("## Kept")[0])


if __name__ == "__main__":
    main()
