"""The unprivileged account that Postgres runs under when Entente itself is run as root."""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from core.errors import ConfigurationError

NAME = "entente"
_TRAVERSE = stat.S_IXGRP | stat.S_IXOTH
_READ = stat.S_IRGRP | stat.S_IROTH


@dataclass(frozen=True)
class Account:
    """A system account, by its numbers."""

    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """The account for a program that refuses to run as root; None when we are not root ourselves.

    Makes the system user `entente` when it is missing. Raises ConfigurationError when that cannot be done.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise ConfigurationError(
                f"Postgres refuses to run as root and the user {NAME!r} could not be made ({error}). "
                "Run Entente as an ordinary user, or set ENTENTE_DATABASE_URL to a Postgres server."
            ) from error
        entry = pwd.getpwnam(NAME)
    return Account(entry.pw_uid, entry.pw_gid)


def open_way_to(path: Path) -> None:
    """Let other accounts walk through the folders above `path` (not list them)."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if mode & _TRAVERSE != _TRAVERSE:
            folder.chmod(mode | _TRAVERSE)


def open_tree(root: Path) -> None:
    """Let other accounts read and run what is installed under `root`, whatever the umask of the installation was."""
    open_way_to(root)
    for path in (root, *root.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        wanted = mode | _READ | (_TRAVERSE if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)
