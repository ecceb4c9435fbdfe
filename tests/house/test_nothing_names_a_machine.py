"""No file names a path of somebody's machine or the host of a package index."""

import re

from tests.house.files import ROOT, texts

_PATHS = re.compile(r"(?<![\w.{}*/<>=-])/(?:home|Users|root|work|mnt|opt/venv)/[\w.-]+")
# An option that names an index, or an address a package is fetched from.
_INDEXES = re.compile(
    r"--(?:extra-)?(?:index|find-links)|https?://\S*(?:/simple\b|/packages/|\.whl\b|\.tar\.gz\b)"
    r"|\bpy(?:pi|thonhosted)\.org|hosted\.org\b|/artifactory/|/simple/?\b"
)


def test_no_path_of_a_machine() -> None:
    found = {str(path.relative_to(ROOT)): _PATHS.findall(path.read_text(encoding="utf-8")) for path in texts()}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_no_package_index_in_what_installs() -> None:
    installing = [path for path in texts() if path.parent == ROOT and path.suffix != ".md"]
    assert [str(path) for path in installing if _INDEXES.search(path.read_text(encoding="utf-8"))] == []
