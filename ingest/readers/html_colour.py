"""Whether inline styles write an element in the colour of what is behind it: white on white."""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

_INK = re.compile(r"(?<![\w-])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?<![\w-])background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)
_PLACED = re.compile(r"(?<![\w-])position\s*:\s*(?:absolute|fixed|sticky)", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*(?:1|1\.0|100%)\s*)?\)")
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
# fmt: off
_NAMED = {
    "white": (255, 255, 255), "snow": (255, 250, 250), "ivory": (255, 255, 240), "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245), "floralwhite": (255, 250, 240), "black": (0, 0, 0),
}
# fmt: on
_NEAR = 16
"""Of 255, in each of red, green and blue: nobody can read that."""
_HIGHEST = 40
"""How many elements above are looked at for a background; what stands deeper is taken as readable."""
_STATED = "[style*='color' i], [style*='background' i], [color], [bgcolor], img"

Colour = tuple[int, int, int]


class Colours:
    """What inline styles say of the colours of a page, before anything is taken out of it.

    Where no element states its background it is white, unless a style sheet may make it another.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._is_styled = tree.css_first("style, link[rel~='stylesheet']") is not None
        self._holding = _above(tree.css(_STATED))

    def is_unreadable(self, node: LexborNode, style: str) -> bool:
        """Whether ``style`` gives ``node`` the colour of its background, and nothing within may show all the same."""
        stated = _INK.findall(style)
        ink = colour(stated[-1]) if stated and node.mem_id not in self._holding else None
        ground = self._ground(node) if ink else None
        if ink is None or ground is None:
            return False
        return all(abs(one - other) <= _NEAR for one, other in zip(ink, ground, strict=True))

    def _ground(self, node: LexborNode) -> Colour | None:
        """The background of the nearest element that states one; None where it cannot be told, as before a picture."""
        above: LexborNode | None = node
        for _ in range(_HIGHEST):
            if above is None:
                return None if self._is_styled else _NAMED["white"]
            attributes = above.attributes
            style = attributes.get("style") or ""
            if stated := _GROUND.findall(style) or list(filter(None, map(attributes.get, ("background", "bgcolor")))):
                return colour(stated[-1]) if len(stated) == 1 else None
            if _PLACED.search(style):
                return None
            above = above.parent
        return None


def colour(stated: str) -> Colour | None:
    """Red, green and blue from 0 to 255 of an opaque colour that is stated plainly; None for all else."""
    stated = stated.strip().lower()
    if found := _HEX.fullmatch(stated):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := _RGB.fullmatch(stated):
        return int(found[1]), int(found[2]), int(found[3])
    return _NAMED.get(stated)


def _above(nodes: Iterable[LexborNode]) -> set[int]:
    """The ids in memory of all elements that hold one of ``nodes``; each is passed once."""
    holding: set[int] = set()
    for node in nodes:
        above = node.parent
        while above is not None and above.mem_id not in holding:
            holding.add(above.mem_id)
            above = above.parent
    return holding
