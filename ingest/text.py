"""Text and URLs as feeds write them, made plain."""

import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree, html

_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "svg", "head", "form", "figcaption"}
)
_BLOCK_TAGS = (
    "address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p "
    "pre section table td th tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u200b\u2060\ufeff\u00ad]"
)
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&[a-zA-Z#]")
_BOILERPLATE = re.compile(
    r"(?:the post .{1,300} (?:appeared first on|first appeared on) .{1,200}"
    r"|(?:continue reading|read more|read the full (?:story|article)|click here to read)\b.{0,120})",
    re.IGNORECASE | re.DOTALL,
)
_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "at_", "hsa_", "ns_", "__twitter")
_TRACKING_NAMES = (
    "fbclid gclid dclid msclkid yclid twclid igshid mc_cid mc_eid cmpid cmp ocid ito smid spm wt_mc xtor "
    "sr_share ref_src ref_url traffic_source"
)
_TRACKING = frozenset(_TRACKING_NAMES.split())


def clean(text: str) -> str:
    """`text` in Unicode NFC without control characters, lone surrogates and invisible spaces (Postgres refuses NUL)."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def plain_line(text: str) -> str:
    """`text`, perhaps HTML, as one line of plain text."""
    return " ".join(html_to_text(text).split())


def html_to_text(source: str) -> str:
    """HTML or plain text as plain text: one line per block, no scripts, no "read more". Never raises."""
    source = clean(source)
    lines = _text_of(source) if _MARKUP.search(source) else source
    tidy = (" ".join(line.split()) for line in lines.splitlines())
    return "\n".join(line for line in tidy if line and not _BOILERPLATE.fullmatch(line))


def _text_of(source: str) -> str:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(f"<div>{source}</div>".encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return re.sub(r"<[^>]*>", " ", source)
    parts: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for step, element in walk:
        is_block = element.tag in _BLOCKS
        if step == "end":
            parts.append(("\n" if is_block else "") + (element.tail or ""))
        elif element.tag in _SKIPPED:
            walk.skip_subtree()
        else:
            parts.append(("\n" if is_block else "") + (element.text or ""))
    return "".join(parts)


def clean_url(url: str, base: str = "") -> str | None:
    """`url` made absolute against `base`, without fragment and tracking parameters, or None when it is not http(s).

    Parameters that choose the page stay, in their order. Cleaning twice changes nothing.
    """
    try:
        parts = urlsplit(urljoin(base, clean(url).strip()))
        host = parts.hostname
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(name)]
    shown_host = f"[{host}]" if ":" in host else host
    is_default_port = port is None or port == (443 if parts.scheme == "https" else 80)
    netloc = shown_host if is_default_port else f"{shown_host}:{port}"
    kept = parts.query if len(query) == parts.query.count("&") + 1 else urlencode(query)
    return urlunsplit((parts.scheme, netloc, parts.path or "/", kept, ""))


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered in _TRACKING or lowered.startswith(_TRACKING_PREFIXES)
