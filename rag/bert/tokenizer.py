"""The embedder's tokenizer alone: counts and offsets without loading the model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.bert.weights import ModelFiles
from rag.errors import ModelError
from rag.inside import Piece

if TYPE_CHECKING:
    from tokenizers import Encoding

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class HuggingFaceTokenizer:
    """A ``tokenizer.json`` read by the Rust library; safe to use from several threads."""

    def __init__(self, files: ModelFiles) -> None:
        from tokenizers import Tokenizer, normalizers

        path = files.transformer / "tokenizer.json"
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # The library raises a bare Exception.
            raise ModelError(f"The tokenizer {path} cannot be read", "Install the model again.") from error
        # Files carry the truncation and padding of their training, which would falsify counts.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        if files.lower_case:
            steps = [normalizers.Lowercase(), self._tokenizer.normalizer]
            self._tokenizer.normalizer = normalizers.Sequence([step for step in steps if step is not None])
        self._max_tokens = files.max_tokens
        self._prompt = files.prompt
        self._prompt_tokens = len(self._encode([self._prompt], special=False)[0]) if self._prompt else 0

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the embedder reads, special ones included, the model's prompt left out."""
        return self._max_tokens - self._prompt_tokens

    @property
    def pad_id(self) -> int:
        """The token that fills up short rows of a batch; its attention is masked out."""
        return self._number("[PAD]", "<pad>") or 0

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Code-point offsets of each token of ``text``, special tokens left out, never truncated."""
        return list(self._tokenizer.encode(_encodable(text), add_special_tokens=False).offsets)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Token counts, special tokens included, never truncated."""
        return [len(encoding) for encoding in self._encode(texts)]

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """What the embedder reads of each text: prompt and special tokens included, truncated to its limit."""
        encodings = self._encode([self._prompt + text for text in texts] if self._prompt else texts)
        return [_truncated(encoding.ids, self._max_tokens) for encoding in encodings]

    def encodings(self, texts: Sequence[str]) -> list[Encoding]:
        """Ids and code-point offsets of each text, special tokens left out, never truncated."""
        return self._tokenizer.encode_batch([_encodable(text) for text in texts], add_special_tokens=False)

    def pieces(self, text: str) -> list[Piece]:
        """Every token of a text, the model's prompt and special tokens included, never truncated."""
        encoding = self._tokenizer.encode(self._prompt + _encodable(text))
        prompt, last, unknown = len(self._prompt), len(encoding.ids) - 1, self._number("[UNK]", "<unk>")
        pieces = []
        for place, (number, (start, end)) in enumerate(zip(encoding.ids, encoding.offsets, strict=True)):
            special = bool(encoding.special_tokens_mask[place]) or end <= prompt
            pieces.append(
                Piece(
                    id=number,
                    piece=encoding.tokens[place],
                    start=0 if special else start - prompt,
                    end=0 if special else end - prompt,
                    word=None if special else encoding.word_ids[place],
                    special=special,
                    unknown=number == unknown,
                    read=place < self._max_tokens - 1 or place == last,
                )
            )
        return pieces

    def text_of(self, ids: Sequence[int]) -> str | None:
        """A text of which this tokenizer makes these ids, its special tokens around them; None where there is none.

        Letter case and the width of white space are not in the ids, so they are not in the text either.
        """
        text: str = self._tokenizer.decode(list(ids), skip_special_tokens=True)
        return text if list(ids) == self._tokenizer.encode(text).ids else None

    def _number(self, *names: str) -> int | None:
        """The number of the first of these tokens that the vocabulary has."""
        numbers = (self._tokenizer.token_to_id(name) for name in names)
        return next((int(number) for number in numbers if number is not None), None)

    def _encode(self, texts: Sequence[str], *, special: bool = True) -> list[Encoding]:
        encodable = [_encodable(text) for text in texts]
        return self._tokenizer.encode_batch_fast(encodable, add_special_tokens=special)


def _encodable(text: str) -> str:
    """Lone surrogates have no UTF-8 form; a replacement character each keeps all offsets."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def _truncated(ids: list[int], limit: int) -> list[int]:
    """The beginning, and the closing special token, which the model has always seen at the end."""
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]
