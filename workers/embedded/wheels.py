"""Finds the programs that wheels bring along, without importing the packages: importing one of them writes to disk."""

from importlib.util import find_spec
from pathlib import Path

from core.errors import ConfigurationError


def program_of(package: str, pattern: str) -> Path:
    """The one program of an installed `package` that matches `pattern` (a glob below the package's folder).

    Raises ConfigurationError when it is not there: the machine has no wheel of it, or the installation broke off.
    """
    spec = find_spec(package)
    if spec is not None and spec.origin is not None:
        for path in Path(spec.origin).parent.glob(pattern):
            return path
    raise ConfigurationError(
        f"{package} is not installed completely ({pattern} is missing). Run `make clean run`; where there is no wheel "
        "for the machine, set ENTENTE_DATABASE_URL and ENTENTE_BROKER_URL to servers."
    )
