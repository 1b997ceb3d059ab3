"""``python -m tui.screenshot OUT.svg``: the real app asked two questions, as an SVG. A tool for the README."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from agent import Assistant
from agent.assistant import Assistant as RealAssistant
from common.language import Language
from common.settings import load_settings
from tui.app import TellerApp
from tui.cli.main import guarded
from tui.cli.output import note
from tui.widgets.answer import Answer
from tui.widgets.composer import Composer

QUESTIONS = ("贷100万,30年,3.5%,等额本息,月供多少", "存款80万，存款保险能赔多少？")
PATIENCE = 180.0
"""Seconds to wait for an answer, a model's rewording included."""


def main() -> int:
    """Take the picture."""
    parser = argparse.ArgumentParser(prog="python -m tui.screenshot", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.svg")
    parser.add_argument("--engine", default="template")
    parser.add_argument("--customer", default="C0003")
    parser.add_argument("--size", default="132x42", metavar="COLUMNSxROWS")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--theme", choices=("ink", "paper"), default="ink")
    parser.add_argument("--question", action="append", help="ask this instead; may be repeated")
    args = parser.parse_args()
    columns, _, rows = args.size.partition("x")
    asyncio.run(
        take(
            args.out,
            size=(int(columns), int(rows)),
            engine=args.engine,
            customer=args.customer,
            language=args.language,
            theme=args.theme,
            questions=tuple(args.question or QUESTIONS),
        )
    )
    note(str(args.out))
    return 0


async def take(
    out: Path,
    *,
    size: tuple[int, int],
    engine: str,
    customer: str | None,
    language: Language,
    theme: str,
    questions: tuple[str, ...],
) -> None:
    """Drive the app over this installation without a terminal and save what it shows."""

    def opener() -> RealAssistant:
        return Assistant.open_default(load_settings(), engine=engine)

    app = TellerApp(opener, language=language, customer=customer)
    async with app.run_test(size=size) as pilot:
        app.theme = theme
        for number, question in enumerate(questions, start=1):
            app.screen.query_one(Composer).text = question
            await pilot.press("enter")
            for _ in range(int(PATIENCE / 0.05)):
                answers = list(app.screen.query(Answer))
                if (
                    len(answers) == number
                    and answers[-1].query(".foot")
                    and not answers[-1].query(".pending")
                ):
                    break
                await pilot.pause(0.05)
        await pilot.pause(0.8)
        out.write_text(app.export_screenshot(title="tellergraph chat"), encoding="utf-8")
    app.close()


if __name__ == "__main__":
    sys.exit(guarded(main))
