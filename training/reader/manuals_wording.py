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
_CLAUSE_END = re.compile(r"[.;:](?:\s|$)|\s\(|\s–\s|, (?:which|where|e\.g|i\.e|see|or|and) ")
_VERBS = set(
    re.findall(
        r"\w+",
        """accept access activate adapt add align allow analyze annotate append apply approximate ask assign attach
    average begin bind block broadcast build calculate call cancel cast change check choose clear clip clone
    close collect combine compare compile compress compute concatenate configure confirm connect construct
    consume control convert copy count create crop cut deal decide decode decompose decompress decrease define
    delegate delete dequantize derive describe detect determine differentiate disable dispatch display divide
    download drain draw drop emit emulate enable encode end ensure escape estimate evaluate exclude execute
    exit expand export expose express extract factor fail fetch fill filter find finish fit fix flag flatten
    flip flush follow force fork format freeze gather generate get give group handle hash have identify
    implement import include increase indicate infer inform inherit initialize insert inspect install
    integrate interpolate interpret invert iterate join keep label launch let lift limit link list load lock
    log look lookup make manage map mark mask match maximize measure merge minimise minimize move multiply
    normalise normalize notify obtain offer open optimize order override pad parametrize parse partition pass
    patch peek perform permute place plot point pop post predict preprocess print process produce project
    prompt propagate provide publish push query quote raise rank read receive reconstruct record recover
    redirect reduce refer refresh register regularize reject relabel relate release remove rename render
    reorder repeat replace report represent request require reset reshape resize resolve restore restrict
    resume retrieve retry return reverse rewrite roll rotate round run sample save scale score search seek
    select send separate serialize set share shift show shuffle signal simplify simulate skip smooth solve
    sort specialize specify split squeeze stack start step stop store strip submit subtract sum suppress swap
    switch sync synchronize tell terminate test tie toggle tokenize trace transform translate traverse trigger
    trim truncate try turn unpack unregister unset unwrap update upload upsert use validate verify visit wait
    walk warn whiten wrap write yield zip""",
    )
)


def loosely(text: str, rng: random.Random) -> str:
    """A description in somewhat other words: synonyms now and then, small words dropped now and then."""
    swap, drop = rng.choice([(0.0, 0.0), (0.5, 0.1), (0.7, 0.5), (0.3, 0.0)])
    words: list[str] = []
    for word in text.split():
        others = _SAME.get(word, [])
        if word in _SMALL and rng.random() < drop and words:
            continue
        words.append(rng.choice(others) if others and rng.random() < swap else word)
    return " ".join(words)


def cue(text: str) -> str | None:
    """The first clause of a description, ready to be put into a question; None when it tells too little."""
    text = re.sub(r"^(?:int|str|bool|float|list|dict|string|Optional|tuple)[,:]? (?=[A-Z])", "", text)
    first = _CLAUSE_END.split(text, maxsplit=1)[0].strip(" ,.")
    if (
        not 3 <= len(first.split()) <= 14
        or re.search(r"[{}<>|=\[\]]|\.\.", first)
        or first.startswith(("See ", "If ", "When "))
        or re.search(r" (?:to|of|the|an?|and|or|for|in|with|by|is|are)$", first)
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
