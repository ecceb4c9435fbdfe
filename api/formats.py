"""In which format an answer is wanted: `format=` says so, else the Accept header, else JSON."""

from enum import StrEnum


class Format(StrEnum):
    """How a series is written."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        """Its registered media type."""
        return _MEDIA[self]


_MEDIA = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv",
    Format.PARQUET: "application/vnd.apache.parquet",
}


def wanted(accept: str) -> Format:
    """The format an Accept header likes best; JSON when it names none of them, or likes JSON as well."""
    likes = {}
    for part in accept.lower().split(","):
        media, *parameters = (word.strip() for word in part.split(";"))
        weight = next((word.removeprefix("q=") for word in parameters if word.startswith("q=")), "1")
        likes[media] = _weight(weight)
    liked = {
        one: next((likes[name] for name in (one.media_type, f"{one.media_type.split('/')[0]}/*", "*/*")
                   if name in likes), 0.0)
        for one in Format
    }  # fmt: skip
    return max(Format, key=lambda one: liked[one])


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
