"""The packaged model, its reference, and tiny models with random weights for every other configuration."""

import json

import pytest

from rag.bert.weights import locate
from rag.settings import Settings

TEXTS = [
    "How do I open a file?",
    "",
    " \n\t ",
    "A file is opened with open(), which gives an object to read from.",
    "猫は好きです 😀👩‍👩‍👧",
    "zero\u200bwidth\u200d and \u202ebidi\u202c and \ufeffmarks",
    "a\u0301e\u0301 İstanbul ẞ ﬁ",
    "word " * 900,
    "x" * 5000,
    "\x00\x01 control",
]


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def settings(cache):
    return Settings(cache=cache)


@pytest.fixture(scope="session")
def texts():
    return TEXTS


@pytest.fixture(scope="session")
def reference(encode):
    """Unit vectors of sentence-transformers in fp32 for the texts."""
    return encode(locate("all-MiniLM-L6-v2"), TEXTS)


@pytest.fixture(scope="session")
def encode():
    """``encode(folder, texts)``: what sentence-transformers itself makes of them."""
    return _encode


def _encode(folder, texts):
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    """Makes a folder with a small random model: ``tiny_model(kind="bert", pooling="mean", ...)``."""

    def make(kind="bert", pooling="mean", lower_case=False, prompts=None, limit=64, **changes):
        import torch
        import transformers

        torch.manual_seed(1)
        folder = tmp_path_factory.mktemp("model") / f"tiny-{kind}"
        names = {"bert": "Bert", "roberta": "Roberta", "distilbert": "DistilBert"}
        settings = {"vocab_size": 64, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
        settings |= {"intermediate_size": 64, "max_position_embeddings": limit + 2, "pad_token_id": 0}
        settings |= {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64} if kind == "distilbert" else {}
        config = getattr(transformers, names[kind] + "Config")(**(settings | changes))
        getattr(transformers, names[kind] + "Model")(config).save_pretrained(folder)
        _tokenizer(folder / "tokenizer.json")
        modules = ["Transformer", "Pooling", "Normalize"]
        _write(folder / "modules.json", [_module(number, name) for number, name in enumerate(modules)])
        pooled = {"word_embedding_dimension": 32, f"pooling_mode_{pooling}_token{'s' * (pooling == 'mean')}": True}
        pooled.setdefault("pooling_mode_mean_tokens", False)
        _write(folder / "1_Pooling" / "config.json", pooled)
        _write(folder / "sentence_bert_config.json", {"max_seq_length": limit, "do_lower_case": lower_case})
        _write(folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]"})
        described = {"prompts": prompts or {}, "default_prompt_name": next(iter(prompts), None) if prompts else None}
        _write(folder / "config_sentence_transformers.json", described)
        return folder

    return make


def _module(number, name):
    path = "" if name == "Transformer" else f"{number}_{name}"
    return {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{name}"}


def _write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


def _tokenizer(path):
    """A byte or so of English: letters, their continuations and a few words; capitals are unknown."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *("##" + letter for letter in letters), "file", "open"]
    tokenizer = Tokenizer(models.WordPiece({piece: n for n, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    tokenizer.enable_truncation(8)
    tokenizer.enable_padding(length=8, pad_id=0, pad_token="[PAD]")
    tokenizer.save(str(path))
