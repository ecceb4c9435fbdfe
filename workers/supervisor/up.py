"""`entente up`: look at the machine, take the data directory, run the stack until a signal."""

from core.errors import ConfigurationError
from core.settings import Settings
from workers.checks import check_data_dir, check_port, check_python
from workers.supervisor.holding import Holding
from workers.supervisor.journal import Journal
from workers.supervisor.stack import stack
from workers.supervisor.supervisor import Supervisor


def refuse_if_unfit(settings: Settings) -> None:
    """Raise ConfigurationError for the first thing on this machine that keeps Entente from running."""
    for finding in (check_python(), check_data_dir(settings)):
        if not finding.is_ok:
            raise ConfigurationError(f"{finding.text}. {finding.remedy}")


def up(settings: Settings, *, live_feeds: bool = True) -> None:
    """Run everything until Ctrl-C or SIGTERM; on return nothing is left running.

    live_feeds: put the feeds of the catalogue; those that cannot be reached are shown as such and tried again.

    Raises ConfigurationError when the machine or a setting is in the way, StartFailed when a program does not start.
    """
    refuse_if_unfit(settings)
    with Holding(settings.data_dir / "run") as holding:
        journal = Journal(settings.data_dir / "log")
        try:
            left = holding.end_leftovers()
            if left:
                journal.say(f"ended {left} processes that an earlier run left behind")
            port = check_port(settings)  # after the leftovers: one of them may have held it
            if not port.is_ok:
                raise ConfigurationError(f"{port.text}. {port.remedy}")
            journal.say(f"starting on {settings.data_dir.resolve()}")
            Supervisor(stack(settings, live_feeds=live_feeds), holding, journal, data_dir=settings.data_dir).run()
            journal.say("stopped")
        finally:
            journal.close()
