"""What `entente up` refuses on, and what it says."""

import socket
from pathlib import Path

import pytest

from core.settings import Settings
from workers import checks


def test_a_taken_port_is_named_with_its_holder() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        finding = checks.check_port(Settings(api_port=taken.getsockname()[1]))

    assert not finding.is_ok
    assert "Address already in use" in finding.text
    assert "ENTENTE_API_PORT" in finding.remedy


def test_a_free_port_is_fine(unused_port: int) -> None:
    assert checks.check_port(Settings(api_port=unused_port)).is_ok


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    finding = checks.check_data_dir(Settings(data_dir=tmp_path / "file" / "var"))

    assert not finding.is_ok
    assert "Not a directory" in finding.text


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LEAST_FREE", 10**18)

    finding = checks.check_data_dir(Settings(data_dir=tmp_path))

    assert not finding.is_ok
    assert "Free at least" in finding.remedy
