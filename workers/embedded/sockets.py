"""Where a server's Unix socket may lie."""

import hashlib
import os
import tempfile
from pathlib import Path

from core.errors import ConfigurationError

LONGEST_PATH = 100
"""Bytes. The kernels allow 108 (Linux) and 104 (macOS) with the end mark."""


def socket_folder(folder: Path, file_name: str) -> Path:
    """`folder`, or a private folder under the temporary one when the socket's path would be too long for the kernel.

    Raises ConfigurationError when the temporary folder's name is taken by somebody else.
    """
    folder = folder.resolve()
    if len(os.fsencode(folder / file_name)) <= LONGEST_PATH:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"entente-{os.getuid()}-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.is_symlink() or not short.is_dir() or (os.getuid() != 0 and short.stat().st_uid != os.getuid()):
        raise ConfigurationError(f"{short} belongs to somebody else. Set ENTENTE_DATA_DIR to a shorter path.")
    return short
