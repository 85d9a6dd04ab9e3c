"""Wordings that bend a reply: how it is to be, what is to be in it, what to write instead."""

from __future__ import annotations

from rag.guard.rules import rule

_REPLY = r"(?:answers?|responses?|repl(?:y|ies)|completions?|generated text|generations?)(?:['\u2019]s?)?"
_TOLD = r"(?:say|reply|respond|answer|output|print|write|return|repeat|state|declare|begin|start|end|finish|conclude)"
_WORK = (
    r"(?:essay|poem|haiku|limerick|sonnet|(?:short |bedtime )?stor(?:y|ies)|songs?|lyrics|joke|speech|blog post"
    r"|tweet|headline|slogan|cover letter|screenplay|script|rap|riddle|letter to|introduction for"
    r"|product description|press release)"
)
_CODE = (
    r"(?:code|program|script|shell|python)(?:[- ](?:block|snippet|section|excerpt|fragment|segment|sample|piece"
    r"|extract)s?)"
)

REPLIES = (
    rule(
        "says how the reply must be",
        0.9,
        (
            "say|repl|respon|answer|output|print|write|return|repeat|state|declare|begin|start|end|finish"
            "|conclude|sentence|summar|message"
        ),
        (
            rf"@(?:{_TOLD}|ending|beginning|starting) (?:only|exactly|nothing but|verbatim|solely|simply"
            r"|every|each|all|any|with (?:the (?:word|words|phrase|sentence|text|string|following)|only|nothing"
            r"|exactly|just|[\"'\u201c]))\b"
        ),
        (
            r"@(?:reply|respond|answer)(?: to (?:every|each|all|any|the)[^.!?\n]{0,30})? (?:in (?:french"
            r"|german|spanish|english|chinese|latin|klingon|verse|rhyme|capitals?|all caps|uppercase|lowercase"
            r"|base ?64|rot-?13|morse|pirate|leetspeak|emoji)|as (?:a|an|if)\b|using only|like an?\b)"
        ),
        (
            r"@(?:include|insert|add|append|put|mention|place|write|repeat"
            r"|use) (?:the )?(?:following )?(?:word|words|phrase|sentence|string|token|canary|code ?word"
            r"|text)\b[^.!?\n]{0,60}\b(?:in|into|to|at the (?:end|beginning|start) of|after|before) (?:every"
            r"|each|all|any|the|your|this)\b[^.!?\n]{0,20}\b(?:answers?|responses?|repl(?:y|ies)|output"
            r"|summar(?:y|ies)|sentences?|messages?)"
        ),
        (
            r"\b(?:the (?:only )?correct answer|the (?:right )?answer to (?:every|any|all|each)[^.!?\n]{0,20}"
            r"|your answer) (?:to \w+ )?(?:is always|must (?:always )?be|should (?:always )?be|shall be)\b"
        ),
    ),
    rule(
        "wants that and nothing else",
        0.6,
        "nothing",
        (
            r"@(?:say|reply|respond|answer|output|print|write|return|repeat)\b[^.!?\n]{1,50}?,? "
            r"(?:and|but) nothing (?:else|more)\b"
        ),
    ),
    rule(
        "tells how to change the reply",
        0.7,
        "your |vowel|consonant|letter",
        (
            r"\b(?:in|into|to|of|from|with|within|at the (?:end|beginning|start) of|throughout) your (?:next "
            rf"|final |own |entire |whole )?{_REPLY}"
        ),
        (
            rf"\byour (?:next |final |own |entire |whole )?{_REPLY} (?:with|without|in|using|as|by|so that"
            r"|to (?:mention|include|express|highlight|hint|promote|contain|make|reflect|convince|persuade)|must"
            r"|should|with)\b"
        ),
        (
            r"@(?:replace|substitute|swap|exchange|convert|turn|scramble|shift|jumble|reverse|remove|capitali[sz]e)"
            r" (?:all |every |each |the )?(?:(?:second|third|fourth|fifth|other) )?(?:vowels?|consonants?|letters?)"
            r" (?:with|by|for|to|into|in|of)\b"
        ),
        (
            r"\b(?:words?|letters?|characters?|vowels?|sentences?|text) (?:of|in|from|with"
            rf"|within) your (?:\w+ )?(?:{_REPLY}|message|output|text|summary)"
        ),
        (
            r"\byour (?:message|output|summary)\b[^.!?\n]{0,20}\b(?:substitution|cipher|base ?64|anagrams?"
            r"|reverse|morse|emoji|rot-?13|letters|vowels|symbols|spaces)\b"
        ),
    ),
    rule(
        "wants code put in",
        1.0,
        "code|program|script|shell|python",
        (
            r"\b(?:the|this|that|these) (?:following|subsequent|below|next|given|attached"
            rf"|enclosed)\b[^.!?\n]{{0,12}}\b{_CODE}[^.!?\n]{{0,60}}\b(?:your|the) (?:\w+ )?(?:code ?base|code"
            r"|solution|implementation|response|answer|reply|algorithm|program|elucidation|explanation|project"
            r"|output)"
        ),
        (
            r"\byour (?:\w+ )?(?:code ?base|code|solution|implementation|response|answer|reply|algorithm|program"
            r"|output)(?: \w+)?\b[^.!?\n]{0,60}\b(?:the|this|that) (?:following|subsequent|below|next"
            rf"|given)\b[^.!?\n]{{0,12}}\b{_CODE}"
        ),
        (
            r"\b(?:utilize|incorporate|integrate|blend|merge|fuse|embed|inject|weave|infuse|meld|interweave"
            r"|assimilate|harmoni\w+|seamlessly|don['\u2019]t (?:hesitate|forget) to|be sure to|remember to"
            r"|keep in mind to|consider)\b[^.!?\n]{0,60}\b(?:following|subsequent"
            rf"|below)\b[^.!?\n]{{0,6}}\b{_CODE}"
        ),
    ),
    rule(
        "sets a task of its own",
        0.7,
        (
            "write|draft|compose|create|generate|develop|give|tell|provide|produce|come up|make up|sing|recite"
            "|translate|classify|summari|paraphrase|rewrite|proofread|rate|analy|determine|correct|find|schedule"
            "|set|book|cancel|order|buy|purchase|remind|call|text|turn|play|promote|advertise|endorse|recommend"
            "|market"
        ),
        (
            r"(?:^|\n)\s*(?:please )?(?:write|draft|compose|create|generate|develop|give me|tell me|provide"
            rf"|produce|come up with|make up|sing|recite)\b[^.!?\n]{{0,30}}\b{_WORK}"
        ),
        (
            r"(?:^|\n)\s*(?:please )?(?:translate|classify|summari[sz]e|paraphrase|rewrite|proofread|rate"
            r"|analy[sz]e|determine the sentiment of|correct) (?:the |this |these )?(?:following|next|sentence"
            r"|phrase|text|passage|paragraph|above)\b"
        ),
        (
            r"(?:^|\n)\s*(?:please )?(?:provide|give|tell me|find) the (?:\w+ )?(?:equivalent|translation"
            r"|synonyms?|antonyms?)\b"
        ),
        (
            r"(?:^|\n)\s*(?:please )?(?:schedule|set|create|book|cancel|order|buy|purchase|remind me|call|text"
            r"|turn (?:on|off)|play) (?:an? |the |my |me |some )?(?:\w+ )?(?:alarm|meeting|reminder|appointment"
            r"|flight|hotel|taxi|table|ticket|timer|pizza|song|event|lights?)\b"
        ),
        r"(?:^|\n)\s*(?:please )?(?:promote|advertise|endorse|recommend|market) (?:our|the|my|a|an|your)\b",
        alone=0.35,
    ),
    rule(
        "explains or lists on demand",
        0.35,
        (
            "explain|describe|outline|break down|tell me|show me|teach me|give me|share|discuss|elaborate"
            "|can you|could you|would you"
        ),
        (
            r"(?:^|\n)\s*(?:please )?(?:explain|describe|outline|break down|tell me|show me|teach me|give me"
            r"|share|discuss|elaborate on|can you|could you|would you)\b[^\n]{3,120}[.!?]\s*(?:\n|$)"
        ),
        alone=0.35,
    ),
)
"""What is told to whoever is to reply."""

SUPPORT = rule(
    "is an order",
    0.35,
    "",
    (
        r"(?:^|[.!?:]\s+|\n\s*(?:[-*>]\s*|\d+[.)]\s*)?|please\s+|in your (?:answer|response|reply),?\s+)(?:add"
        r"|adjust|alter|always|anagram|answer|append|apply|arrange|assert|augment|avoid|be|begin|break|capitalize"
        r"|change|claim|combine|convert|convince|deliver|deny|describe|do|don't|encode|encrypt|end|enhance|ensure"
        r"|explain|express|finish|forward|generate|give|group|hide|highlight|hint|ignore|imply|incorporate"
        r"|include|infuse|inject|insert|integrate|introduce|invert|jumble|keep|leave|list|make|mention|mimic"
        r"|mirror|misspell|mix|modify|never|obfuscate|offer|omit|only|output|place|print|promote|provide|put"
        r"|random\w*|rearrange|recommend|refer|refuse|remove|render|repeat|rephrase|replace|reply|respond|reveal"
        r"|reverse|rewrite|say|scramble|send|shift|shuffle|skip|speak|spell|start|state|stop|substitute|suggest"
        r"|swap|switch|tease|tell|transform|translate|turn|use|weave|wrap|write)\b"
    ),
)
"""What adds to other signs and says nothing by itself."""
