"""How hurried people put things: descriptions in other words, objects by several names, questions without polish."""

from __future__ import annotations

import random
import re

from training.reader.manuals_objects import Object

_GROUPS = """return give get|compute calculate work-out|remove delete drop|create make build|convert turn change
display show|determine find-out|modify change alter|specify set give|maximum max highest|minimum min lowest
perform do run|retrieve get fetch|array list|sequence list|number count|function callable|dictionary dict
directory folder|additional extra more|initial starting|whether if|begin start|terminate end stop|error problem
optional not-required|check test verify|obtain get|construct build|contain have|allow let|append add|generate produce
location place|specified given|provided given|used taken|estimate guess|identical same|random arbitrary|width size
parameter argument option|require need|method way|large big|small tiny|combine join merge|evaluate work-out
indicate say|ignore skip|execute run|load read|store save keep|string text|integer int|element item|value amount"""
_SAME = {
    word: [other.replace("-", " ") for other in group.split() if other != word]
    for line in _GROUPS.split("\n")
    for group in line.split("|")
    for word in group.split()
}
_SMALL = {"the", "a", "an", "of", "this", "that", "to", "be", "which", "is", "given", "specified"}
_SHORTER = (("What is", "what's"), ("what is", "what's"), ("do not", "don't"), ("does not", "doesn't"), ("I ", "i "))
_VERBS = set(
    [
        "return",
        "compute",
        "calculate",
        "get",
        "set",
        "create",
        "make",
        "build",
        "convert",
        "construct",
        "generate",
        "find",
        "check",
        "test",
        "determine",
        "apply",
        "add",
        "remove",
        "delete",
        "drop",
        "load",
        "save",
        "write",
        "read",
        "parse",
        "print",
        "draw",
        "plot",
        "fit",
        "transform",
        "predict",
        "estimate",
        "evaluate",
        "solve",
        "sort",
        "merge",
        "join",
        "split",
        "concatenate",
        "compare",
        "count",
        "sum",
        "multiply",
        "divide",
        "integrate",
        "interpolate",
        "sample",
        "select",
        "filter",
        "update",
        "replace",
        "insert",
        "append",
        "copy",
        "move",
        "list",
        "open",
        "close",
        "start",
        "stop",
        "run",
        "execute",
        "send",
        "receive",
        "connect",
        "register",
        "validate",
        "encode",
        "decode",
        "compress",
        "decompress",
        "format",
        "render",
        "resolve",
        "retrieve",
        "fetch",
        "download",
        "upload",
        "perform",
        "map",
        "reduce",
        "reshape",
        "flatten",
        "stack",
        "rotate",
        "scale",
        "normalize",
        "shuffle",
        "wrap",
        "unwrap",
        "import",
        "export",
        "initialize",
        "reset",
        "clear",
        "configure",
        "enable",
        "disable",
        "show",
        "display",
        "fill",
        "mask",
        "extract",
        "detect",
        "assign",
        "bind",
        "call",
        "collect",
        "combine",
        "define",
        "describe",
        "emit",
        "ensure",
        "expand",
        "factor",
        "group",
        "handle",
        "hash",
        "indicate",
        "install",
        "invert",
        "iterate",
        "log",
        "lookup",
        "match",
        "measure",
        "minimize",
        "maximize",
        "optimize",
        "order",
        "pad",
        "partition",
        "patch",
        "pop",
        "push",
        "raise",
        "rank",
        "record",
        "refresh",
        "release",
        "rename",
        "repeat",
        "report",
        "reverse",
        "round",
        "search",
        "serialize",
        "skip",
        "store",
        "strip",
        "swap",
        "switch",
        "tokenize",
        "trace",
        "translate",
        "truncate",
        "unpack",
        "use",
        "verify",
        "wait",
        "yield",
        "control",
        "specify",
        "handle",
        "represent",
        "provide",
        "give",
        "traverse",
        "look",
        "accept",
        "access",
        "activate",
        "adapt",
        "align",
        "allow",
        "analyze",
        "annotate",
        "append",
        "approximate",
        "ask",
        "attach",
        "average",
        "begin",
        "block",
        "broadcast",
        "build",
        "cancel",
        "cast",
        "change",
        "choose",
        "clip",
        "clone",
        "close",
        "compile",
        "concatenate",
        "confirm",
        "construct",
        "consume",
        "crop",
        "cut",
        "deal",
        "decide",
        "decompose",
        "decrease",
        "define",
        "delegate",
        "dequantize",
        "derive",
        "differentiate",
        "dispatch",
        "divide",
        "draw",
        "drop",
        "drain",
        "emulate",
        "end",
        "escape",
        "exclude",
        "execute",
        "exit",
        "expose",
        "express",
        "fail",
        "finish",
        "fix",
        "flag",
        "flip",
        "flush",
        "follow",
        "force",
        "fork",
        "freeze",
        "gather",
        "have",
        "identify",
        "implement",
        "include",
        "increase",
        "indicate",
        "infer",
        "inform",
        "inherit",
        "inspect",
        "interpret",
        "join",
        "keep",
        "label",
        "launch",
        "let",
        "lift",
        "limit",
        "link",
        "list",
        "lock",
        "make",
        "manage",
        "mark",
        "minimise",
        "normalise",
        "notify",
        "obtain",
        "offer",
        "override",
        "parametrize",
        "parse",
        "pass",
        "peek",
        "permute",
        "place",
        "point",
        "post",
        "predict",
        "preprocess",
        "process",
        "produce",
        "project",
        "prompt",
        "propagate",
        "provide",
        "publish",
        "query",
        "quote",
        "reconstruct",
        "recover",
        "redirect",
        "refer",
        "regularize",
        "reject",
        "relabel",
        "relate",
        "remove",
        "reorder",
        "request",
        "require",
        "restore",
        "resize",
        "restrict",
        "resume",
        "retry",
        "rewrite",
        "roll",
        "save",
        "score",
        "seek",
        "separate",
        "set",
        "share",
        "shift",
        "signal",
        "simplify",
        "simulate",
        "smooth",
        "specialize",
        "split",
        "squeeze",
        "step",
        "submit",
        "subtract",
        "suppress",
        "sync",
        "synchronize",
        "tell",
        "terminate",
        "tie",
        "toggle",
        "trigger",
        "trim",
        "try",
        "turn",
        "unregister",
        "unset",
        "upload",
        "upsert",
        "visit",
        "walk",
        "warn",
        "whiten",
        "zip",
    ]
)


def loosely(text: str, rng: random.Random) -> str:
    """A description in somewhat other words: synonyms now and then, small words dropped now and then."""
    swap, drop = rng.choice([(0.0, 0.0), (0.5, 0.1), (0.7, 0.5), (0.3, 0.0)])
    words = []
    for word in text.split():
        others = _SAME.get(word, [])
        if word in _SMALL and rng.random() < drop and words:
            continue
        words.append(rng.choice(others) if others and rng.random() < swap else word)
    return " ".join(words)


def cue(text: str) -> str | None:
    """The first clause of a description, without a leading type, ready to be put into a question; None when it tells too little."""
    text = re.sub(r"^(?:int|str|bool|float|list|dict|string|Optional|tuple)[,:]? (?=[A-Z])", "", text)
    first = re.split(r"[.;:](?:\s|$)|\s\(|\s–\s|, (?:which|where|e\.g|i\.e|see|or|and) ", text, maxsplit=1)[0].strip(
        " ,."
    )
    if (
        not 3 <= len(first.split()) <= 14
        or re.search(r"[{}<>|=\[\]]|\.\.", first)
        or first.startswith(("See ", "If ", "When "))
    ):
        return None
    return first[0].lower() + first[1:] if first[1:2].islower() or first[1:2] == " " else first


def base_form(phrase: str) -> str | None:
    """``computes the mean`` and ``compute the mean`` as ``compute the mean``; None when no known verb leads."""
    verb, _, rest = phrase.partition(" ")
    verb = verb.lower()
    for form in (verb, verb.removesuffix("s"), verb.removesuffix("es"), verb.removesuffix("ies") + "y"):
        if form in _VERBS:
            return f"{form} {rest}"
    return None


def called(one: Object, rng: random.Random) -> str:
    """A name that people use for an object."""
    if "." in one.name:
        owner, _, leaf = one.name.rpartition(".")
        own = (one.name, f"{one.name}()", f"{owner}.{leaf}", f"the {leaf} method of {owner}", f"{owner}'s {leaf}")
        return rng.choice(own)
    if one.kind == "class":
        return rng.choice([one.name, one.name, f"the {one.name} class", f"{one.module}.{one.name}", f"a {one.name}"])
    package = one.package
    return rng.choice(
        [
            one.name,
            one.name,
            f"{one.name}()",
            f"{one.module}.{one.name}",
            f"{package}'s {one.name}",
            f"the {one.name} function",
        ]
    )


def typed(question: str, rng: random.Random) -> str:
    """A question as it is typed: with care, or in a hurry."""
    question = " ".join(question.split())
    if rng.random() < 0.45:
        question = question[0].upper() + question[1:] if question.split()[0].isalpha() else question
        return question if question.endswith("?") else f"{question}?"
    for long, short in _SHORTER:
        question = question.replace(long, short if rng.random() < 0.7 else long)
    question = question.lower() if rng.random() < 0.15 else question
    if rng.random() < 0.15:
        question = question.replace("what's", "whats").replace("don't", "dont")
    return question.rstrip("?") if rng.random() < 0.7 else question
