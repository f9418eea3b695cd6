"""The command line: a table of commands, loaded one at a time, and the edge where errors become one clear line.

Nothing here imports numpy, onnxruntime, pydantic or fastapi: `--help` and `--version` answer at once. A command's module is
imported only when that command runs (or asks for its own help).

Standard output carries the result and nothing else; logs, progress and errors go to standard error. A user's mistake exits 2.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from dataclasses import dataclass

import click

from sketch2fashion import __version__
from sketch2fashion.errors import Sketch2FashionError

EXIT_MISTAKE = 2
EXIT_INTERRUPTED = 128 + signal.SIGINT
EXIT_BROKEN_PIPE = 128 + 13  # SIGPIPE, which Windows does not name


@dataclass(frozen=True)
class Entry:
    """A row of the command table: where the click command is ("module:attribute") and the line that `--help` shows for it."""

    where: str
    help: str


COMMANDS: dict[str, Entry] = {
    "serve": Entry("sketch2fashion.cli.serve:serve", "Open the studio and the HTTP service."),
    "render": Entry("sketch2fashion.cli.render:render", "Turn drawings into garments."),
    "tidy": Entry("sketch2fashion.cli.tidy:tidy", "Clean up the lines of a rough drawing."),
    "flats": Entry("sketch2fashion.cli.flats:flats", "Fill the regions of a drawing with the colours that its hints ask for."),
    "photo": Entry("sketch2fashion.cli.photo:photo", "Take a garment photo apart: cut-out, lines, colours, sketch."),
    "modify": Entry("sketch2fashion.cli.modify:modify", "Change a garment's colour, fabric or lines; the rest of its picture stays."),
    "search": Entry("sketch2fashion.cli.search:search", "Find products for a drawing, a rendered garment or a photo."),
    "style": Entry("sketch2fashion.cli.style:style", "Learn a style from your own sketches or photos, and design in it."),
    "catalog": Entry("sketch2fashion.cli.catalog:catalog", "Import, inspect and move the product catalogue."),
    "dataset": Entry("sketch2fashion.cli.dataset:dataset", "Fetch, build and pack training sets."),
    "train": Entry("sketch2fashion.cli.train:train", "Train a model."),
    "evaluate": Entry("sketch2fashion.cli.evaluate:evaluate", "Measure a model on held-out garments."),
    "export": Entry("sketch2fashion.cli.export:export", "Export a trained model to ONNX with its card."),
    "models": Entry("sketch2fashion.cli.models:models", "List the models with their versions, sizes and measured figures."),
    "doctor": Entry("sketch2fashion.cli.doctor:doctor", "Check that everything is in place, and say what is not."),
    "settings": Entry("sketch2fashion.cli.settings:settings", "Print every setting, its value and where the value came from."),
}


class LazyGroup(click.Group):
    """A click group over `COMMANDS` that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table: from opening the studio to training."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None if there is none."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.where.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command list of `--help`, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sketch2fashion")
def cli() -> None:
    """Draw a garment by hand, see it as a real one, and find where to buy it.

    Each command explains itself: sketch2fashion render --help
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 2 a user's mistake (one line on standard error), 130 interrupted."""
    _speak_utf8()
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        outcome = cli.main(args=arguments, prog_name="sketch2fashion", standalone_mode=False)
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else 0
    except Sketch2FashionError as problem:
        return _complain(str(problem))
    except click.exceptions.NoArgsIsHelpError as problem:
        problem.show()
        return EXIT_MISTAKE
    except click.UsageError as problem:
        return _complain(problem.format_message() + _where_help_is(problem))
    except click.ClickException as problem:
        return _complain(problem.format_message())
    except (KeyboardInterrupt, click.Abort):
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # `sketch2fashion … | head`: the reader has what it wanted
        _silence_stdout()
        return EXIT_BROKEN_PIPE
    except OSError as problem:
        if problem.filename is None:  # not about a file that the user named: a fault of ours, whose traceback we want
            raise
        return _complain(f'"{problem.filename}": {problem.strerror}.')


def _complain(message: str) -> int:
    line = " ".join(message.split())
    click.echo(f"Error: {line}", err=True)
    return EXIT_MISTAKE


def _where_help_is(problem: click.UsageError) -> str:
    return f" See: {problem.ctx.command_path} --help" if problem.ctx else ""


def _silence_stdout() -> None:
    """Python flushes standard output once more on its way out; into a closed pipe that would print a traceback."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_utf8() -> None:
    """Korean titles must not break a console or pipe that Python believes to be ASCII."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="surrogateescape")
