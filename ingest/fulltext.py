"""Full text: a web page's bytes to the article in it."""

import trafilatura

MAX_BYTES = 5_000_000


def full_text(html: bytes, url: str = "") -> str | None:
    """The main text of a page, paragraphs separated by a line break, or None when there is none to be found.

    Navigation, comments and tables are left out. A page over 5 MB is not read. Never raises.
    """
    if not html.strip() or len(html) > MAX_BYTES:
        return None
    try:
        text = trafilatura.extract(
            html,
            url=url or None,
            output_format="txt",
            include_comments=False,
            include_tables=False,
            favor_precision=True,
        )
    except Exception:  # lxml and its users raise many types on hostile pages; each means the same: no text
        return None
    return text.strip() or None if isinstance(text, str) else None
