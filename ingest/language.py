"""Which language a text is in: by its script, then by its commonest small words. No model."""

import re
import unicodedata
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = {
    "en": "the of and to in a is that for on was with as by at from has have are be not its will after who said it",
    "fr": "le la les de des du et en un une que est dans pour sur au aux avec par pas plus ce cette qui ont été il",
    "de": "der die das und in den von zu mit ist auf für im des dem ein eine nicht sich als auch nach bei wird hat",
    "es": "el la los las de y en que un una por con para del se es su al como más pero fue sobre entre ha lo",
    "it": "il la le di e in che un una per con del della non si è da alla dei come più sono nel ha gli lo",
    "pt": "o a os as de e em que um uma por com para do da no na se não mais como foi ao dos das pelo",
    "nl": "de het een en van in is dat op te met voor zijn niet aan er door om naar bij ook uit heeft wordt",
    "tr": "ve bir bu için ile da de olarak daha çok en ise gibi kadar sonra olan ama ne var değil",
    "pl": "i w na z się nie do to że jest o po za od przez dla jak oraz są był ale co czy",
}
_WORDS_OF = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
    "THAI": "th",
    "DEVANAGARI": "hi",
    "LATIN": "latin",
}
_READ = 2000
_WORDS_NEEDED = 12


def guess_language(text: str) -> str | None:
    """ISO 639-1 code of the language `text` is written in, or None when it is too short or unclear to tell.

    Cyrillic counts as Russian and Han as Chinese unless kana is there: enough to know that a text is not English.
    """
    sample = text[:_READ]
    scripts = Counter(script for char in sample if char.isalpha() and (script := _script_of(char)))
    if not scripts:
        return None
    if scripts["ja"] * 10 > sum(scripts.values()):
        return "ja"
    script, count = scripts.most_common(1)[0]
    if count * 2 < sum(scripts.values()):
        return None
    return _latin_language(sample) if script == "latin" else script


def _script_of(char: str) -> str | None:
    name = unicodedata.name(char, "").split(" ", 1)[0]
    return _SCRIPTS.get(name)


def _latin_language(sample: str) -> str | None:
    words = _WORD.findall(sample.lower())
    if len(words) < _WORDS_NEEDED:
        return None
    shares = {language: sum(word in small for word in words) / len(words) for language, small in _WORDS_OF.items()}
    best, runner_up = sorted(shares, key=lambda language: shares[language], reverse=True)[:2]
    if shares[best] < 0.12 or shares[best] < shares[runner_up] * 1.3:
        return None
    return best


def primary_code(tag: str) -> str | None:
    """The language of a tag such as `en-GB` or `EN_us`, in lower case; None when it is not one."""
    code = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) else None
