"""What a passage of a manual states, as facts: a kind, the words that a question about it needs, the answer's spans."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from training.reader.manuals_objects import Object
from training.reader.manuals_pages import Mark, Page
from training.reader.manuals_wording import base_form, cue
from training.reader.sources import Span

LONGEST_ANSWER = 15
"""Words."""
PROSE = {"summary", "body", "about", "returns", "meaning"}
_DEFAULT = re.compile(
    r"(?i)\bdefault(?:s to|\s*=|:| is| value is| value of| value:|)\s+[\"']?(-?[\w.+\-]*\w|\([^)]*\)|'[^']*')"
    r"|\bdefault=(\S+?)(?=[,;)]|$)"
)
_VERSION = re.compile(
    r"(?i)(new in|added in|available since|changed in|deprecated since|deprecated in) version (\d[\w.]*\w)"
)
_REMOVED = re.compile(r"(?i)removed in (?:[a-z]+ )?(?:version |v)?(\d[\w.]*\w)")
_CHANGED = re.compile(r"(?i)changed in version (\d[\w.]*\w): ")
_IF_FIRST = re.compile(
    r"(?:^|(?<=[.;] ))(?:If|When|Unless) ((?:[^,.;:]|\.(?=\w)){3,90}),"
    r" (?:then )?((?:[^.;:,]|\.(?=\w)|,(?! and)){6,110})(?=[.;](?:\s|$)|$)"
)
_IF_LAST = re.compile(
    r"(?:^|(?<=[.;] ))([A-Z](?:[^,.;:]|\.(?=\w)){8,100}?),? (?:if|when) ((?:[^,.;:]|\.(?=\w)){6,90})(?=[.;](?:\s|$)|$)"
)
_BECAUSE = re.compile(
    r"(?:^|(?<=[.;] ))([A-Z][^.;:]{10,90}?),? because ((?:[^.;:]|\.(?=\w)){10,100})(?=[.;](?:\s|$)|$)"
)
_INSTEAD = re.compile(r"\b[Uu]se (?:the )?([A-Za-z_][\w.]*\w(?:\(\))?)(?: \w+)? instead")
_BY_DEFAULT = re.compile(r"(?:^|(?<=[.;] ))By default,? ((?:[^.;:]|\.(?=\w)){8,100})(?=[.;](?:\s|$)|$)")
_USED = re.compile(r"\b[Uu]sed (to|for) ((?:[^.,;:()]|\.(?=\w)){6,90})(?=[.,;](?:\s|$)|$)")
_MUST = re.compile(r"(?:^|(?<=[.;,] ))(?:\w+ )?[Mm]ust be ((?:[^.,;:()]|\.(?=\w)){3,70})(?=[.,;](?:\s|$)|$)")
_UNITS = """seconds|minutes|milliseconds|hours|days|bytes|bits|characters|digits|degrees|dimensions|elements|samples
points|items|rows|columns|lines|tokens|values|times|retries|iterations|attempts|neighbors|arguments|attributes|threads|workers"""
_COUNT = re.compile(rf"(?<![\w.-])(\d+(?:\.\d+)?) ({'|'.join(re.findall('[a-z]+', _UNITS))})\b")
_SAYS = re.compile(r"\b(?:is|are|will|must|can|may|has|have|should|cannot|does|raises?|returns?|uses)\b")
_BARE = re.compile(r"^(?:None|True|False|not |set to|set$|given|provided|specified|omitted|passed|an? |\d|'|\")")


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """Something that a page states. ``slots`` fill the question templates of ``kind``."""

    kind: str
    about: Object
    page: Page
    slots: dict[str, str]
    spans: tuple[Span, ...]

    @property
    def answer(self) -> str:
        """The text of the first span."""
        start, end = self.spans[0]
        return self.page.paragraph.text[start:end]


def facts(page: Page) -> Iterator[Fact]:
    """All that the rules find on a page."""
    for about in page.objects():
        marks = [mark for mark in page.marks if mark.about is about and mark.end > mark.start]
        yield from _of_object(page, about, marks)
        yield from _of_parameters(page, about, marks)
        for mark in marks:
            if mark.zone in PROSE:
                yield from _of_prose(page, mark)


def _of_object(page: Page, about: Object, marks: list[Mark]) -> Iterator[Fact]:
    names = tuple((mark.end - len(about.leaf), mark.end) for mark in marks if mark.zone == "object")
    for mark in marks:
        text = page.read(mark)
        if mark.zone == "summary" and names and (told := cue(text)):
            verb = base_form(told)
            if verb or re.match(r"(?:a|an|the|base|abstract) ", told):
                yield Fact("which_does" if verb else "which_is", about, page, {"c": verb or told}, names)
            if span := _clause(mark.start, text):
                yield Fact("does" if verb else "is", about, page, {}, (span,))
        if mark.zone == "base":
            yield Fact("base", about, page, {}, (_span(mark),))
        if mark.zone == "returns" and (span := _clause(mark.start, text)):
            yield Fact("returns", about, page, {}, (span,))
        if mark.zone == "returned" and len(text.split()) <= 8:
            yield Fact("returned", about, page, {}, (_span(mark),))
        if mark.zone == "raised" and (reason := _condition(mark.key)):
            yield Fact("raised", about, page, {"k": reason}, (_span(mark),))
        if mark.zone == "when" and (span := _clause(mark.start, text)):
            yield Fact("when", about, page, {"e": mark.key}, (span,))


def _of_parameters(page: Page, about: Object, marks: list[Mark]) -> Iterator[Fact]:
    zones: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in marks:
        zones[mark.zone, mark.key].append(mark)
    for key in dict.fromkeys(mark.key for mark in marks if mark.zone in ("name", "argument") and mark.key != "*"):
        described = [page.read(mark) for mark in zones["about", key]]
        told = cue(described[0]) if described else None
        slots = {"p": key, **({"c": told} if told else {})}
        if defaults := default_spans(page, about, key):
            yield Fact("default", about, page, slots, defaults)
            if told and not base_form(told):
                yield Fact("default_of", about, page, slots, defaults)
        if told and zones["name", key]:
            names = [_span(mark) for mark in (*zones["name", key], *zones["argument", key])]
            yield Fact("parameter", about, page, slots, tuple(sorted(names)))
        if described and (span := _clause(zones["about", key][0].start, described[0])):
            yield Fact("meaning", about, page, {"p": key}, (span,))
        for mark in zones["type", key]:
            yield from _of_type(page, mark, key)
    for mark in marks:
        if mark.zone == "meaning" and "=" in mark.key:
            yield from _of_option(page, mark, zones["option", mark.key])


def default_spans(page: Page, about: Object, key: str) -> tuple[Span, ...]:
    """Where a page gives the default of a parameter: in the signature, with its type, in its description."""
    spans: list[Span] = []
    for mark in page.marks:
        if mark.about is not about or mark.key != key:
            continue
        if mark.zone == "default":
            spans.append(_span(mark))
        elif mark.zone in ("type", "about") and (found := _DEFAULT.search(page.read(mark))):
            group = 1 if found[1] else 2
            value = found[group]
            if mark.zone == "type" or re.match(r"[-\d'\"(]|None$|True$|False$", value):
                spans.append((mark.start + found.start(group), mark.start + found.end(group)))
    return tuple(span for span in spans if span[1] - span[0] <= 40)


def _of_type(page: Page, mark: Mark, key: str) -> Iterator[Fact]:
    text = page.read(mark)
    choices = re.search(r"\{([^{}]*['\"][^{}]*,[^{}]+)\}", text)
    if choices:
        start = mark.start + choices.start(1)
        yield Fact("choices", mark.about, page, {"p": key}, ((start, start + len(choices[1])),))
    kind = "" if choices else re.split(r",? \(?(?:optional|default|keyword)|, ?default", text)[0].strip(" ,")
    if kind and kind != "optional" and kind.count("{") == kind.count("}") and len(kind.split()) <= 7:
        yield Fact("type", mark.about, page, {"p": key}, ((mark.start, mark.start + len(kind)),))


def _of_option(page: Page, mark: Mark, options: list[Mark]) -> Iterator[Fact]:
    parameter, _, option = mark.key.partition("=")
    text = page.read(mark)
    slots = {"p": parameter, "x": option}
    if span := _clause(mark.start, text):
        yield Fact("option_means", mark.about, page, slots, (span,))
    if options and (told := cue(text)):
        yield Fact("option", mark.about, page, {**slots, "c": told}, (_span(options[0]),))


def _of_prose(page: Page, mark: Mark) -> Iterator[Fact]:
    text = page.read(mark)
    key = mark.key if mark.zone == "about" else ""
    slots = {"p": key} if key else {}

    def found(kind: str, match: re.Match[str], group: int, **more: str) -> Iterator[Fact]:
        if len(match[group].split()) <= LONGEST_ANSWER:
            start = mark.start + match.start(group)
            span = (start, start + len(match[group].rstrip(" ,")))
            yield Fact(kind, mark.about, page, {**slots, **more}, (span,))

    for match in _VERSION.finditer(text):
        yield from found({"n": "added", "a": "added", "c": "changed", "d": "deprecated"}[match[1][0].lower()], match, 2)
    for match in _REMOVED.finditer(text):
        yield from found("removed", match, 1)
    for match in _CHANGED.finditer(text):
        if span := _clause(mark.start + match.end(), text[match.end() :]):
            yield Fact("changes", mark.about, page, {**slots, "v": match[1]}, (span,))
    for match in _IF_FIRST.finditer(text):
        if (condition := _made_whole(match[1], key)) and not match[2].startswith(("this (", "see ", "e.g", "i.e")):
            yield from found("if", match, 2, k=condition)
    for match in _IF_LAST.finditer(text):
        said = _SAYS.search(match[1]) or base_form(_low(match[1]))
        if said and (condition := _made_whole(match[2], key)):
            yield from found("if", match, 1, k=condition)
            if _SAYS.search(match[1]) and not match[1].startswith(("If", "When", "For", "This", "It ", "Whether")):
                yield from found("only_if", match, 2, c=_low(match[1]))
    for match in _BECAUSE.finditer(text):
        yield from found("why", match, 2, c=_low(match[1]))
    for match in _INSTEAD.finditer(text):
        yield from found("instead", match, 1)
    for match in _BY_DEFAULT.finditer(text):
        yield from found("by_default", match, 1)
    for match in _USED.finditer(text):
        yield from found("used_for", match, 2)
    for match in _MUST.finditer(text):
        yield from found("must", match, 1) if key and match[0].startswith((f"{key} ", "must", "Must")) else ()
    for match in _COUNT.finditer(text):
        yield from found("how_many", match, 1, n=match[2])


def _made_whole(condition: str, key: str) -> str | None:
    """A condition that can stand in a question; one that leaves its subject out gets the parameter."""
    condition = _low(condition)
    if re.search(r"\b(this|these|it|they|If|not None)\b", condition) or len(condition.split()) > 13:
        return None
    if _BARE.match(condition):
        return f"{key} is {condition}" if key and len(condition.split()) <= 8 else None
    return condition if len(condition.split()) >= 3 or condition.startswith(key or "\n") else None


def _condition(text: str) -> str | None:
    match = re.match(r"(?:Raised )?(?:[Ii]f|[Ww]hen) ((?:[^.;,]|\.(?=\w)){8,100})(?=[.;,]|$)", text)
    return match[1] if match and not re.search(r"\b(this|these|it|If)\b", match[1]) else None


def _clause(start: int, text: str) -> Span | None:
    """The first clause of a text that begins at ``start``: at most fifteen words, else None."""
    first = re.split(r"(?<!e\.g)(?<!i\.e)\.(?:\s|$)|;|:(?:\s|$)", text, maxsplit=1)[0].rstrip(" ,.")
    if len(first.split()) > LONGEST_ANSWER:
        cuts = [match.start() for match in re.finditer(r",? (?:which|that|where|when|if|so that|unless)\b|,", first)]
        fitting = [cut for cut in cuts if 4 <= len(first[:cut].split()) <= LONGEST_ANSWER]
        first = first[: fitting[-1]] if fitting else ""
    first = re.sub(r",? (?:or|and)$", "", first)
    if first.count("(") > first.count(")"):
        first = first[: first.rindex("(")].rstrip(" ,")
    if text.startswith("(") or first.startswith(("See ", "Note")):
        return None
    return (start, start + len(first)) if len(first.split()) >= 2 else None


def _low(text: str) -> str:
    return (
        text[0].lower() + text[1:] if text[1:2].islower() and not text.startswith(("None", "True", "False")) else text
    )


def _span(mark: Mark) -> Span:
    return mark.start, mark.end
