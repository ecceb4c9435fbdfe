"""The command line. One file per command, imported when the command runs: starting `entente` stays quick.

Exit status: 0 done; 1 something failed, or `doctor` and `--verify` found a fault; 2 the command was written wrongly;
3 a setting or the machine is in the way; 130 interrupted.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

import typer

from core.errors import ConfigurationError, EntenteError

COMMANDS: dict[str, str] = {
    "up": "Start everything and keep it running until Ctrl-C.",
    "demo": "Replay the bundled archive through the whole stack, offline.",
    "feeds": "List, add and check feeds.",
    "doctor": "Say what is wrong and what to do.",
    "import": "Import coded events from elsewhere: ICEWS, GDELT 2.0 or our own CSV.",
    "series": "Print an index day by day.",
    "alerts": "Print what detection would have raised over the stored history.",
    "recompute": "Build the ledger anew from the stored events, or verify it.",
    "calibrate": "Set the formulae's parameters anew from the stored history, as new versions.",
    "backtest": "Run the indices over history and compare with what happened.",
    "replay": "Code and score dated articles offline, in order, into the database.",
    "code": "Code texts offline: JSON lines in, events out.",
    "migrate": "Bring the database's schema and reference data up to date.",
    "check-migrations": "Say whether the migrations lead to the schema that the code describes.",
    "worker": "Run the worker of one queue.",
    "beat": "Ring the sweep every few seconds.",
    "api": "Serve the API.",
    "welcome": "Print the address and a one-time sign-in link.",
}
"""Every command, with its promise. Each is a function `command` in the file of its name."""

FAILED, MISCONFIGURED, INTERRUPTED = 1, 3, 130


def build(names: Sequence[str] = tuple(COMMANDS)) -> typer.Typer:
    """The typer app with these commands; only their files are imported."""
    app = typer.Typer(
        name="entente",
        help="Entente watches military alliances and the crises around them.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def entente() -> None: ...

    for name in names:
        module = import_module(f"workers.cli.{_file_of(name)}")
        thing: Callable[..., None] | typer.Typer = module.command
        if isinstance(thing, typer.Typer):
            app.add_typer(thing, name=name, help=COMMANDS[name])
        else:
            app.command(name, help=COMMANDS[name])(thing)
    return app


def _file_of(name: str) -> str:
    return "import_" if name == "import" else name.replace("-", "_")


def main() -> None:
    """Run the command line and exit."""
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        build((asked,) if asked in COMMANDS else tuple(COMMANDS))()
    except ConfigurationError as error:
        _fail(str(error), MISCONFIGURED)
    except EntenteError as error:
        _fail(str(error), FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        if not _is_no_answer(error):
            raise
        reason = str(error).partition("\n")[0]
        _fail(f"the database does not answer: start Entente, or look at ENTENTE_DATABASE_URL ({reason})", MISCONFIGURED)


def _is_no_answer(error: Exception) -> bool:
    """Whether no server answers; asked without importing what a command may not need."""
    store = sys.modules.get("store.engine")
    return store is not None and isinstance(error, store.OperationalError)


def _fail(message: str, status: int) -> None:
    print(f"entente: {message}", file=sys.stderr)
    sys.exit(status)
