"""How each kind of fact is asked for; the slots are those of ``Fact``, and ``o`` is a name of the object."""

from __future__ import annotations

import random

from training.reader.manuals_facts import Fact
from training.reader.manuals_wording import base_form, called, loosely, typed

_FORMS = {
    "default": """what is the default of {p} in {o}|what is the default value of {p} for {o}|default {p} for {o}
        what does {p} default to in {o}|{o} {p} default|if I do not set {p} in {o} what is it
        if {p} is left out of {o}, which value is used|what value does {o} use for {p} when none is given
        {p} default value {o}|what is {p} set to by default in {o}|{o}: value of {p} if I do not pass it
        which {p} does {o} use unless told otherwise|what is {p} of {o} if I leave it out""",
    "default_of": """what is the default for {c} in {o}|by default, what is {c} in {o}|{o} default: {c}
        what does {o} use for {c} if I do not say|if I do not specify {c}, what does {o} take
        which default does {o} have for {c}|what value is used in {o} for {c} unless I change it""",
    "default_whether": """does {o} {v} by default|by default will {o} {v}|is {o} going to {v} if I leave the default
        what is the default setting in {o} for whether to {v}|{v} by default in {o}""",
    "default_number": """how many {v} does {o} use by default|{o} default number of {v}
        how many {v} unless I change it in {o}
        by default, how many {v} in {o}""",
    "parameter": """which parameter of {o} gives {c}|which argument of {o} is for {c}|{o} parameter for {c}
        what parameter sets {c} in {o}|how do I tell {o} {c}|which keyword of {o} controls {c}
        where do I put {c} when I call {o}|what is the name of the {o} argument for {c}|{o}: argument for {c}
        what do I set in {o} for {c}|which option of {o} stands for {c}|which argument do I use for {c}
        parameter for {c}""",
    "parameter_whether": """which parameter of {o} decides whether to {v}|how do I make {o} {v}|{o} option to {v}
        how can I have {o} {v}|what do I pass to {o} so that it will {v}|which flag of {o} says whether to {v}
        how do I keep {o} from trying to {v}|{o}: which argument turns on to {v}|I want {o} to {v}, what do I set""",
    "parameter_verb": """which parameter of {o} {v}|which argument {v} in {o}|{o} argument that {v}|what {v} in {o}
        which keyword of {o} {v}|what is the name of the {o} argument that {v}|I need what {v} in {o}""",
    "meaning": """what is {p} in {o}|what does {p} mean in {o}|{o} {p} meaning|what does the {p} argument of {o} hold
        what do I pass as {p} to {o}|what is {p} for in {o}|explain the {p} parameter of {o}|what should {p} be in {o}
        {p} in {o}|what does {p} stand for in {o}""",
    "type": """what type is {p} in {o}|which type must {p} have in {o}|type of {p} in {o}
        what kind of object is {p} for {o}
        {o} {p} type|what can I pass for {p} in {o}|as what does {o} take {p}|is {p} of {o} a string or what
        what type should I give {o} for {p}""",
    "choices": """which values can {p} take in {o}|what are the options for {p} in {o}|{o} {p} possible values
        allowed values of {p} in {o}|what can I set {p} to in {o}|which choices does {p} of {o} have|valid {p} for {o}
        list the values accepted for {p} by {o}""",
    "option_means": """what does {x} mean for {p} in {o}|{o} {p}={x}|what happens with {p} set to {x} in {o}
        what is {x} as {p} of {o}|what do I get from {o} with {p}={x}|meaning of {x} for {p} of {o}
        if {p} is {x} what does {o} do
        {x} option of {p} in {o}""",
    "option": """which {p} of {o} means {c}|what {p} do I choose in {o} for {c}|{o}: {p} for {c}
        which value of {p} gives {c}|what should I set {p} to for {c}|{p} setting for {c}""",
    "option_verb": """which {p} makes {o} {v}|what {p} do I choose so that {o} will {v}|{o} {p} to {v}
        what do I set {p} to in order to {v}|how do I make {o} {v} by its {p}|which value of {p} will {v}""",
    "which_does": """how do I {c}|how can I {c} with {l}|which {t} do I call to {c}|what is there in {l} to {c}
        {l}: {c}|which {t} can {c}|what do I use to {c}|{t} to {c}|how to {c} in {l}|is there a {t} to {c}
        what is the name of the {t} that is there to {c}|I need to {c}, which {t} is it|what should I call to {c}""",
    "which_is": """which {t} is {c}|what is the name of the {t} for {c}|{t} for {c} in {l}|what do I use for {c}
        which {t} of {l} stands for {c}|{l} {t}: {c}|what is {c} called in {l}""",
    "does": """what does {o} do|what is {o} for|what will {o} do|{o} does what|purpose of {o}
        what happens when I call {o}
        what is the use of {o}|when I call {o} what does it do|explain {o}|describe {o} in short""",
    "is": """what is {o}|what is {o} for|{o} what is it|what does {o} stand for|describe {o}|purpose of {o}""",
    "returns": """what does {o} return|what do I get back from {o}|{o} return value|result of {o}|what comes out of {o}
        what will {o} give me|what is returned by {o}|what does calling {o} give""",
    "returned": """what type does {o} return|return type of {o}|which type comes back from {o}|{o} returns what type
        what kind of object does {o} give back|type of the result of {o}""",
    "raised": """which exception does {o} raise if {k}|what error do I get from {o} when {k}|{o} error if {k}
        what is raised when {k}|which exception should I catch in case {k}|what does {o} throw if {k}
        if {k}, which error comes from {o}|what exception means that {k}""",
    "when": """when does {o} raise {e}|why do I get {e} from {o}|{o} {e} reason|in which case does {o} throw {e}
        what causes {e} in {o}|{e} from {o}, why|under which condition is {e} raised by {o}
        what makes {o} fail with {e}""",
    "base": """what is the base class of {o}|what does {o} inherit from|{o} base class|which class does {o} extend
        what is {o} a subclass of|parent class of {o}|{o} derives from which class""",
    "added": """in which version was {s} added|since when is there {s}|{s} added in what version
        which release introduced {s}|what version do I need for {s}|when was {s} introduced|{s} available since
        from which version on can I use {s}|oldest version with {s}""",
    "changed": """in which version did {s} change|when was {s} changed|{s} changed in what version
        which release changed {s}|since which version does {s} behave differently""",
    "deprecated": """since which version is {s} deprecated|when was {s} deprecated|{s} deprecated since
        in what release did they deprecate {s}|which version deprecated {s}""",
    "removed": """in which version is {s} removed|when does {s} go away|{s} removed in what version
        until when can I use {s}, which release drops it|which version takes {s} out""",
    "changes": """what changed for {s} in version {v}|what is different about {s} since {v}|{s} changes in {v}
        what did {v} change about {s}|how does {s} differ since version {v}""",
    "if": """what happens if {k}|what does {o} do if {k}|in {o}, what if {k}|what happens in {o} when {k}|{o}: {k}
        if {k}, what then|what should I expect from {o} when {k}|how does {o} behave if {k}|what if {k}
        {o} when {k}|what is the effect in {o} if {k}""",
    "only_if": """when {c}|under which condition {c} in {o}|in {o}, in which case {c}|when is it that {c}
        {o}: when {c}|in what situation {c}""",
    "why": """why is it that {c}|what is the reason that {c}|why: {c}|reason why {c} in {o}|how come {c}""",
    "instead": """what should I use instead of {s}|what replaces {s}|replacement for {s}|alternative to {s}
        {s} is not recommended, what do I use|what do I take in place of {s}""",
    "by_default": """what does {s} do by default|what is the default behaviour of {s}|{s} default behaviour
        by default, what happens with {s}|if I leave {s} alone what happens|what happens by default in {s}""",
    "used_for": """what is {s} used for|purpose of {s}|what do I use {s} for|{s} is used for what|why would I need {s}
        what is the point of {s}""",
    "must": """what must {p} be in {o}|what is required of {p} in {o}|which values of {p} does {o} accept
        restriction on {p} in {o}|are there limits on {p} for {o}|{o} {p} has to be what
        what does {o} demand of {p}""",
    "how_many": """how many {n} for {s}|how many {n} does {s} take|{s} how many {n}|number of {n} in {s}
        what number of {n} goes with {s}|how many {n} are there in {s}""",
}
FORMS = {
    kind: [form.strip() for line in forms.split("\n") for form in line.split("|") if form.strip()]
    for kind, forms in _FORMS.items()
}
"""The templates of each kind."""


def question(fact: Fact, rng: random.Random, **swapped: str) -> str:
    """A fact asked for in one of the ways of its kind; ``swapped`` slots take the place of its own."""
    own = {**fact.slots, **swapped}
    slots = {name: loosely(text, rng) if name in ("c", "k") else text for name, text in own.items()}
    slots["o"] = swapped.get("o") or called(fact.about, rng)
    slots["t"] = rng.choice(
        {"function": ["function"], "class": ["class"], "method": ["method", "function"]}[fact.about.kind]
    )
    slots["l"] = rng.choice([fact.about.package, fact.about.module])
    slots["s"] = _subject(slots, rng)
    kind, verb = _form(fact.kind, own.get("c", ""))
    slots.setdefault("v", loosely(verb, rng))
    return typed(rng.choice(FORMS[kind]).format(**slots), rng)


def _subject(slots: dict[str, str], rng: random.Random) -> str:
    if "p" not in slots:
        return slots["o"]
    return rng.choice(["{p} in {o}", "the {p} argument of {o}", "{o} {p}", "parameter {p} of {o}"]).format(**slots)


def _form(kind: str, told: str) -> tuple[str, str]:
    """A description that says whether to do something, or a number of things, is asked for in its own way."""
    if kind == "option" and (verb := base_form(told)):
        return "option_verb", verb
    if kind not in ("parameter", "default_of"):
        return kind, ""
    stem = "parameter" if kind == "parameter" else "default"
    for opening in ("whether to ", "whether or not to ", "if True, "):
        if told.startswith(opening) and (verb := base_form(told.removeprefix(opening))):
            return f"{stem}_whether", verb
    if base_form(told) and told.split()[0].endswith("s"):
        return (f"{stem}_verb", told) if stem == "parameter" else (kind, "")
    for opening in ("the number of ", "number of ", "the maximum number of ", "maximum number of "):
        if told.startswith(opening) and stem == "default":
            return "default_number", told.removeprefix(opening)
    return kind, ""
