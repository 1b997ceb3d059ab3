"""``tellergraph tool``: one tool, without dialogue."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from common.errors import UserError
from tui.cli.output import emit, emit_json, note, record_dump, table
from tui.cli.parser import Parser, add_command, add_json, add_people

if TYPE_CHECKING:
    from pydantic import JsonValue

    from tools import ToolContext, ToolRun


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "tool",
        run,
        "run one calculator or lookup",
        "Without NAME, lists the tools and their arguments.",
    )
    parser.add_argument("name", metavar="NAME", nargs="?", help="the tool, e.g. amortise")
    parser.add_argument(
        "--args", metavar="JSON", default="{}", help="its arguments, e.g. '{\"principal\": 1000000, …}'"
    )
    parser.add_argument(
        "--export",
        metavar="FILE",
        type=Path,
        help="write the full schedule (amortise, prepay, reprice) to a new FILE.csv or FILE.xlsx",
    )
    parser.add_argument(
        "--chart",
        metavar="FILE",
        type=Path,
        help="draw the result to a new FILE.svg or FILE.png",
    )
    parser.add_argument(
        "--language", choices=("zh", "en"), default="zh", help="language of its messages (default: zh)"
    )
    add_people(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Run the tool and print its result; exit code 2 when the arguments are at fault."""
    if args.name is None:
        for option in ("export", "chart"):
            if getattr(args, option) is not None:
                raise UserError(f"--{option} needs the NAME of a tool")
        return _list(args)
    from tools import call_tool, get_tool
    from tui.cli.opening import open_tool_context

    get_tool(args.name)
    given = _arguments(args.args)
    context = open_tool_context(args.language, args.staff, args.customer)
    call = call_tool(args.name, given, context)
    written = _files(call, args, given, context) if call.error is None else ()
    if args.json:
        dumped = record_dump(call)
        emit_json({key: dumped[key] for key in ("name", "args", "result", "error")})
    elif call.result is not None:
        for line in _indented(call.result):
            emit(line)
    if call.error is not None:
        note(f"tellergraph: {args.name}: {call.error.message} [{call.error.code}]")
        return 2
    for path in written:
        note(f"tellergraph: {path}")
    return 0


def _files(
    call: ToolRun, args: argparse.Namespace, given: dict[str, JsonValue], context: ToolContext
) -> tuple[Path, ...]:
    """Write the schedule and draw the chart that were asked for; UserError where one cannot be had."""
    written: tuple[Path, ...] = ()
    if args.export is not None:
        from tools.schedule_files import export_schedule

        written = (export_schedule(args.name, given, args.export, context),)
    return (*written, *_charts(call, args)) if args.chart is not None else written


def _charts(call: ToolRun, args: argparse.Namespace) -> tuple[Path, ...]:
    from tools.charts import charted_tools, charts_of, save_charts
    from tools.messages import user_error

    known = charted_tools()
    if call.name not in known:
        raise user_error("E_CHART", args.language, case="tool", tool=call.name, known=", ".join(known))
    return save_charts(charts_of((call,), args.language), args.chart, args.language)


def _list(args: argparse.Namespace) -> int:
    from tools import all_tools

    found = all_tools().values()
    if args.json:
        emit_json(
            [
                {
                    "name": tool.name,
                    "description": record_dump(tool.description),
                    "arguments": tool.arguments.model_json_schema(),
                }
                for tool in found
            ]
        )
    else:
        for line in table([(tool.name, tool.description[args.language]) for tool in found]):
            emit(line)
    return 0


def _arguments(text: str) -> dict[str, JsonValue]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(f"--args is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise UserError("--args is not a JSON object")
    return value


def _indented(value: object, depth: int = 0) -> list[str]:
    """A result as indented ``name: value`` lines; long lists are cut after twelve items."""
    pad = "  " * depth
    lines: list[str] = []
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict | list) and item:
                lines += [f"{pad}{key}:", *_indented(item, depth + 1)]
            else:
                lines.append(f"{pad}{key}: {_shown(item)}")
    elif isinstance(value, list):
        for item in value[:12]:
            lines.append(f"{pad}- {_shown(item)}")
        if len(value) > 12:
            lines.append(f"{pad}… {len(value) - 12} more (all with --json)")
    return lines


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(item)}" for key, item in value.items())
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
