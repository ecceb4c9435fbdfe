"""Train the pipeline `en_entente`: python -m nlp.training --treebanks DIR --out nlp/model"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config, registry
from thinc.api import NumpyOps, set_current_ops

from nlp.pipeline import adapt_tokenizer
from nlp.training import corpus
from nlp.training.data import read_conllu
from nlp.training.lemmas import lookups

CONFIG = Path(__file__).with_name("config.cfg")
NEEDED = [f"{treebank}-{split}.conllu.xz" for treebank in corpus.TREEBANKS for split in ("train", "dev")] + [
    f"entities/ner_{name}.spacy"
    for name in ("uner_train", "uner_dev", "gum_train", "gum_dev", "wikigold", "re3d_train")
]


def missing(folder: Path) -> list[str]:
    """The files that training needs and `folder` does not have."""
    return [name for name in NEEDED if not (folder / name).exists()]


def register(data: corpus.Corpus) -> None:
    """Make `data` known to the training configuration as `entente.documents.v1`."""

    def documents(split: str) -> Callable[[Language], Iterator[Example]]:
        def read(nlp: Language) -> Iterator[Example]:
            for doc in data.train if split == "train" else data.dev:
                words = [token.text for token in doc]
                spaces = [bool(token.whitespace_) for token in doc]
                yield Example(Doc(nlp.vocab, words=words, spaces=spaces), doc)

        return read

    registry.readers.register("entente.documents.v1", func=documents)


def finish(nlp: Language, treebanks: Path, vectors: str, out: Path) -> None:
    """Add what is not learned by gradient, the tokenizer's habits and the lemmatizer's tables, and write `out`."""
    adapt_tokenizer(nlp)
    source = spacy.load(vectors).vocab
    words = [source.strings[key] for key in source.vectors]
    for word in words:
        nlp.vocab.strings.add(word)
    trees = [tree for treebank in corpus.TREEBANKS for tree in read_conllu(treebanks / f"{treebank}-train.conllu.xz")]
    lemmatizer = nlp.add_pipe("lemmatizer", after="morphologizer", config={"mode": "rule", "overwrite": True})
    assert isinstance(lemmatizer, Lemmatizer)
    lemmatizer.initialize(lookups=lookups(trees, words))
    nlp.config["paths"]["vectors"] = None
    nlp.meta |= {
        "name": "entente",
        "version": "1.0.0",
        "license": "CC BY-SA 4.0",
        "description": "English wire text: tags, UD relations, lemmas, entities. See docs/model-card.md.",
    }
    nlp.to_disk(out)


def main() -> int:
    """Train, and keep the averaged weights of the best evaluation in `--out`."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training", description=__doc__)
    parser.add_argument("--treebanks", type=Path, default=Path("../shared/treebanks"), help="folder with the data")
    parser.add_argument("--out", type=Path, default=Path("nlp/model"), help="folder to write to")
    parser.add_argument(
        "--vectors", default="nlp/model", help="pipeline whose word vectors to use (default: the shipped one)"
    )
    parser.add_argument("--start", help="pipeline to go on from, instead of random weights")
    parser.add_argument("--steps", type=int, default=5400, help="updates of about 2,000 words")
    parser.add_argument("--rate", type=float, default=0.0015, help="highest learning rate")
    parser.add_argument("--wire", type=int, default=14000, help="how many wire sentences to generate")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    if lacking := missing(arguments.treebanks):
        print(f"cannot train: {arguments.treebanks} lacks {', '.join(lacking)}", file=sys.stderr)
        return 2
    # numpy's matrix products are two to three times as fast as the default ones on the processors we measured
    set_current_ops(NumpyOps(use_blis=False))
    register(corpus.build(arguments.treebanks, seed=arguments.seed, wire=arguments.wire))
    overrides = {
        "paths.vectors": arguments.vectors,
        "system.seed": arguments.seed,
        "training.max_steps": arguments.steps,
        "training.optimizer.learn_rate.total_steps": arguments.steps + 50,
        "training.optimizer.learn_rate.initial_rate": arguments.rate,
    }
    config = load_config(CONFIG, overrides=overrides)
    if arguments.start:
        config["components"] = {name: {"source": arguments.start} for name in config["nlp"]["pipeline"]}
    nlp = init_nlp(config)
    with tempfile.TemporaryDirectory() as work:
        train(nlp, Path(work), stdout=sys.stdout, stderr=sys.stderr)
        finish(spacy.load(Path(work) / "model-best"), arguments.treebanks, arguments.vectors, arguments.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
