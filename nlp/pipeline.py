"""The trained pipeline `en_entente`, carried by the repository as nlp/model."""

import re
from collections.abc import Iterable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from thinc.api import NumpyOps, set_current_ops

MODEL = Path(__file__).with_name("model")

# forms that wire text has and that must stay whole, or come apart, in a way the general English rules do not know
WHOLE = [
    *(
        "Lt.",
        "Col.",
        "Maj.",
        "Brig.",
        "Sgt.",
        "Capt.",
        "Cmdr.",
        "Adm.",
        "Amb.",
        "Rep.",
        "Sen.",
        "Gov.",
        "Hon.",
        "Pres.",
        "Sec.",
    ),
    *(
        "Dept.",
        "Ft.",
        "No.",
        "U.N.",
        "E.U.",
        "U.A.E.",
        "D.P.R.K.",
        "R.O.K.",
        "P.R.C.",
        "U.S.S.R.",
        "N.Korea",
        "S.Korea",
    ),
    *("e-mail", "vs."),
]
ACRONYM_DASH = r"(?<=[A-Z]\.)[-–—](?=[A-Za-z])"
POSSESSIVE_BEFORE_DASH = r"(?<=[a-z])(?:'s|’s)(?=[—–])"


def adapt_tokenizer(nlp: Language) -> None:
    """Teach the English tokenizer of `nlp` the habits of wire text: ranks, `U.S.-led`, `Moscow's—and`, datelines."""
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    infixes = [*(nlp.Defaults.infixes or []), ACRONYM_DASH, POSSESSIVE_BEFORE_DASH]
    tokenizer.infix_finditer = re.compile("|".join(map(str, infixes))).finditer
    for form in WHOLE:
        tokenizer.add_special_case(form, [{ORTH: form}])


def keep_whole(nlp: Language, words: Iterable[str]) -> None:
    """Let the tokenizer keep these hyphenated words whole, as they stand, with a capital or in Title Case."""
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    for word in words:
        for form in {word, word.capitalize(), word.title()}:
            tokenizer.add_special_case(form, [{ORTH: form}])


def load_pipeline(*, disable: tuple[str, ...] = ()) -> Language:
    """The pipeline: tagger, morphologizer, lemmatizer, parser (UD relations, sentences) and entities.

    disable: components to leave out, such as "ner"; the parser cannot be spared where sentences are read.
    The parse of headlines set in Title Case is nearly as good as that of running text; see docs/model-card.md.
    Raises OSError when nlp/model is missing. Loads in less than two seconds on one core.
    """
    # one thread of numpy's matrix product does two to three times the work of the library that thinc takes by default
    set_current_ops(NumpyOps(use_blis=False))
    return spacy.load(MODEL, disable=list(disable))
