"""Wordings that take a model over: other rules, another role, secrecy, what it knows, where to send it."""

from __future__ import annotations

from rag.guard.rules import rule

_MODEL = (
    r"(?:an? |the |this |any |all |other |every )*(?:ai|a\.i\.|artificial intelligence|language model|llm"
    r"|chat ?bot|bot"
    r"|assistant|chatgpt|gpt(?:-\w+)?|claude|gemini|copilot|llama|summari[sz]er|crawler|agent|(?:ai|virtual"
    r"|automated) \w+)s?"
    r"(?: (?:model|assistant|agent|system|reviewer|reader)s?)?"
)
_RULES_OF_A_MODEL = (
    r"(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|guardrails?|orders|commands?|training"
    r"|programming|constraints?|restrictions?|safety \w+|system messages?|policies)"
)
_BEFORE = r"(?:previous|prior|above|earlier|preceding|foregoing|former|existing|initial|original|system|other|past|old)"
_SECRET = (
    r"(?:system prompts?|hidden prompts?|initial prompts?|your (?:system |initial |hidden |original "
    r"|own )?(?:prompt|instructions?|rules|guidelines|configuration)"
    r"|(?:api|secret|private|access) keys?|credentials|passwords?|environment variables|(?:chat|conversation"
    r"|message) history"
    r"|the conversation|this conversation|confidential \w+|(?:user|customer|private|personal"
    r"|sensitive)(?:'s)? (?:data|details|information|messages?|e-?mails?|address(?: book)?))"
)
_WHERE_TO = (
    r"(?:https?://|www\.|\b[\w-]+\.(?:com|net|org|io|xyz|example|evil|ru|cn)\b|\b[\w.+-]+@[\w-]+\.\w+|webhook"
    r"|(?:this|that|the following|my|our|an external) (?:url|address|server|endpoint|e-?mail|site|link|number))"
)

COMMANDS = (
    rule(
        "overrides what the model was told",
        1.0,
        (
            "ignor|disregard|forget|overr|bypass|neglect|discard|drop|skip|abandon|attention|heed|follow|obey"
            "|instructions|prompt|rules|guidelines|restrictions|mode |new task|new directive|new orders|vergiss"
            "|missacht|oubli|tiens|olvid|descart|desconsider|esque\u00e7|dimentic|\u5ffd\u7565|\u65e0\u89c6"
            "|\u7121\u8996|\u5fd8|\u4e0d\u8981|\u0438\u0433\u043d\u043e\u0440"
        ),
        (
            r"\b(?:ignore|disregard|forget|override|overrule|bypass|neglect|discard|drop|skip|abandon"
            r"|pay no (?:attention|heed) to|stop following|do(?: not|n['\u2019]t) (?:follow|obey|heed)"
            rf"|no longer follow)\b[^.!?\n]{{0,40}}?\b(?:{_BEFORE}|your|all|any|every|the|these|those"
            rf"|my)\b[^.!?\n]{{0,30}}\b{_RULES_OF_A_MODEL}"
        ),
        (
            r"\b(?:ignore|disregard|forget|discard) (?:all |absolutely )?(?:of )?(?:everything|anything|all"
            r"|whatever|what)\b[^.!?\n]{0,25}\b(?:above|before|previous(?:ly)?|prior|earlier|so far|told|said"
            r"|been given)"
        ),
        (
            rf"\b(?:ignore|disregard|forget) (?:all |everything |the )?(?:of )?(?:the )?(?:above|{_BEFORE} (?:text"
            r"|context|messages?|conversation|passages?|documents?|content))\b"
        ),
        (
            rf"\b{_RULES_OF_A_MODEL}\b[^.!?\n]{{0,30}}\b(?:no longer appl|are (?:now |hereby )?(?:void|obsolete"
            r"|cancel+ed|suspended|superseded)|(?:is|are) (?:hereby )?(?:replaced|overridden))"
        ),
        r"\bnew (?:system )?(?:instructions?|prompt|task|directive|orders)\s*(?::|follow|are|is)",
        (
            r"\b(?:developer|debug|god|admin(?:istrator)?|maintenance|jailbreak|dan|unrestricted"
            r"|sudo) mode (?:is )?(?:now )?(?:on|enabled|activated|engaged)\b"
        ),
        r"\b(?:ignorier\w*|vergiss|missachte)\b[^.!?\n]{0,40}\b(?:anweisung|instruktion|vorgabe|regeln|befehl)",
        (
            r"\b(?:ignore[zr]?|oublie[zr]?|ne tiens? pas compte)\b[^.!?\n]{0,40}\b(?:instructions|consignes"
            r"|r\u00e8gles|directives)\b[^.!?\n]{0,20}"
        ),
        (
            r"\b(?:ignora|ignore|olvida|olvide|descarta|desconsidere|esque\u00e7a"
            r"|dimentica)\w*\b[^.!?\n]{0,40}\b(?:instrucciones|instru\u00e7\u00f5es|istruzioni|\u00f3rdenes"
            r"|reglas|regras|regole)"
        ),
        (
            r"(?:\u5ffd\u7565|\u65e0\u89c6|\u7121\u8996|\u5fd8\u8bb0"
            r"|\u4e0d\u8981\u7406\u4f1a)[^\u3002\n]{0,20}(?:\u6307\u4ee4|\u6307\u793a|\u63d0\u793a|\u89c4\u5219"
            r"|\u8bf4\u660e)"
        ),
        (
            r"(?:\u7121\u8996|\u5fd8\u308c)[^\u3002\n]{0,10}(?:\u3057\u3066|\u3066\u304f\u3060\u3055\u3044)"
            r"|\u0438\u0433\u043d\u043e\u0440\u0438\u0440\u0443\w*[^.!?\n]{0,40}"
            r"(?:\u0438\u043d\u0441\u0442\u0440\u0443\u043a\u0446\u0438"
            r"|\u0443\u043a\u0430\u0437\u0430\u043d\u0438)"
        ),
    ),
    rule(
        "gives the model another role",
        0.7,
        "you are |you're |pretend|act |role|from now|from this|behave|imagine|persona|identity|anything now|without ",
        (
            r"\byou are (?:now|no longer|hereby)\b(?! (?:ready|able|done|in the|on the|at the|connected|logged"
            r"|using|running|free))"
        ),
        (
            r"\b(?:you are|you're|as|act (?:as|like)|pretend (?:to be|that you are)|role-?play as"
            rf"|imagine (?:that )?you are|behave (?:as|like)) {_MODEL}\b"
        ),
        (
            r"\b(?:pretend (?:to be|that you|you)|act as (?:if you|though you|an? (?:un|evil|expert|hacker|pirate"
            r"|different))|role-?play as|assume the (?:role|persona|identity) of|take on the (?:role|persona))"
        ),
        (
            r"\bfrom (?:now|this (?:point|moment)) on(?:ward)?s?,? (?:you|always|every|only|never|do|speak|reply"
            r"|respond|answer|act|refer|call|treat)"
        ),
        (
            r"\bdo anything now\b|\bwithout (?:any )?(?:restrictions|limitations|filters"
            r"|censorship)\b[^.!?\n]{0,30}\b(?:answer|respond|reply|you)\b"
        ),
    ),
    rule(
        "speaks to a model",
        0.7,
        (
            "llm|language model|bot|assistant|gpt|claude|gemini|copilot|llama|summari|crawler| agent| ai | ai,| ai:"
            "|ais |ai a|ai m|ai r|process|pars"
            "|quot|answering|translat|analy| read|the user|anyone|anybody|somebody|someone"
            "|asked|system>|instruction>|instructions>|important>|admin>|user>|[sys|[/sys|[imp|[adm|system:|system pro"
            "|system mes|system ove|system not|system ins|instructions:"
        ),
        (
            r"(?:^|\n|[.!?]\s+)(?:dear |hey |hello |hi |attention,? |note (?:to|for) |important (?:message|note"
            r"|notice|instructions?) (?:to|for) |(?:message|instructions?|notice|memo|reminder|request) (?:to"
            rf"|for) )(?:any |all )?{_MODEL}\b"
        ),
        rf"\b(?:if|when|whenever|since|because|in case) (?:you|the reader|the reviewer) (?:are|is|'re) {_MODEL}\b",
        (
            r"\b(?:ais?|llms?|language models?|chat ?bots?|(?:ai )?(?:assistants?|agents?|summari[sz]ers?)"
            r"|chatgpt|models?) (?:reading|processing|summari[sz]ing|parsing|that reads?|who reads?|must|should"
            r"|shall) (?:this|these|the|only|now|always|never|not|include|say|reply|respond|recommend|ignore"
            r"|answer|output|rate|mention|state)\b"
        ),
        (
            r"\b(?:when|whenever|if|while|before|after) (?:you(?:'re| are)? |asked to "
            r"|you are asked to )?(?:summari[sz]e|summari[sz]ing|process(?:ing)?|pars(?:e|ing)|read(?:ing)?"
            r"|quot(?:e|ing)|answer(?:ing)?|translat(?:e|ing)|analy[sz](?:e|ing)) (?:this|these|the) (?:document"
            r"|text|page|passage|e-?mail|article|file|content|resume|r\u00e9sum\u00e9|message|context)s?\b"
        ),
        (
            r"\b(?:if|when|whenever) (?:the user|(?:a|some|any)(?:one|body)|asked|you are asked|users?"
            r"|someone)\b[^.!?\n]{0,60}\b(?:tell (?:them|him|her)|say|reply|respond|answer|output|claim|recommend"
            r"|refuse)\b"
        ),
        (
            r"</?(?:system|instructions?|important|admin|user|assistant)>|\[/?(?:system|important"
            r"|admin)[^\]\n]{0,30}\]|(?:^|\n)\s*(?:#{1,6}\s*|\*\*)?(?:system|system (?:prompt|message|override"
            r"|note|instructions?)|assistant|new instructions?)\s*(?:\*\*)?:"
        ),
    ),
    rule(
        "holds marks of a chat template",
        0.6,
        "<|im_|<|start|<|end|<|eot|<|sys|<|user|<|assis|<|begin|[inst|[/inst|<<sys|<</sys|_of_turn",
        (
            r"<\|(?:im_start|im_end|im_sep|start_header_id|end_header_id|eot_id|endoftext|begin_of_text|end_of_text|system"
            r"|user|assistant|end)\|>|\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>"
        ),
    ),
    rule(
        "asks to keep something from people",
        0.8,
        "user|reader|human|person|customer|owner|anyone|anybody|this|these|them",
        (
            r"\b(?:do not|don['\u2019]t|never|must not|should not|without|avoid)\b[^.!?\n]{0,15}\b(?:tell(?:ing)?"
            r"|inform(?:ing)?|mention(?:ing)?|reveal(?:ing)?|disclos(?:e|ing)|show(?:ing)?|alert(?:ing)?"
            r"|notify(?:ing)?|warn(?:ing)?|let(?:ting)?|admit(?:ting)?)\b[^.!?\n]{0,30}\b(?:the (?:user|reader"
            r"|human|person|customer|owner)|users?\b|(?:anyone|anybody) (?:about th|that you)|this (?:instruction"
            r"|message|note|prompt|text|order)|these instructions|them about this|it to (?:the user|anyone))"
        ),
        (
            r"\bkeep (?:this|these|it)\b[^.!?\n]{0,25}\b(?:secret|hidden|confidential) from (?:the )?(?:user"
            r"|reader|human|person|owner)"
        ),
    ),
    rule(
        "demands obedience",
        0.5,
        "refuse|obey|comply|priority|override",
        (
            r"\b(?:must|will|shall|should|can|may) (?:never|not) refuse\b|\byou (?:must|will|shall) (?:now "
            r"|always )?(?:obey|comply)"
        ),
        (
            r"\b(?:top|highest|absolute) priority\b[^.!?\n]{0,40}\b(?:instructions?|message|order|rule)"
            r"|\bthis (?:message|text|instruction) (?:overrides|has priority|takes precedence)"
        ),
    ),
    rule(
        "asks for what is secret",
        0.7,
        (
            "prompt|instructions|rules|guidelines|configuration|key|credential|password|environment variables"
            "|history|conversation|confidential|data|details|information|message|mail|address"
        ),
        (
            rf"@(?:reveal|print|show|repeat|output|display|disclose|leak|dump|expose|recite|quote"
            r"|give (?:me|us)|tell (?:me|us)|list|send|share|copy|include|append|insert|encode|put"
            rf"|forward)\b[^.!?\n]{{0,50}}?\b{_SECRET}"
        ),
        r"\bwhat (?:is|are|was|were) your (?:system |initial |original |hidden )?(?:prompt|instructions)\b",
    ),
    rule(
        "asks to send something out",
        0.6,
        (
            "http|www.|@|.com|.net|.org|.io|.xyz|.example|.evil|.ru|.cn|webhook| url| address| server| endpoint"
            "|mail| site| link| number"
        ),
        (
            rf"@(?:send|post|forward|e-?mail|upload|submit|transmit|exfiltrate|deliver|leak|copy|append"
            r"|encode|visit|fetch|open|request|call|make a (?:get|post"
            rf"|http) request)\b[^.!?\n]{{0,60}}?{_WHERE_TO}"
        ),
        (
            r"!\[[^\]\n]{0,80}\]\(\s*https?://[^)\s]{0,200}[?&/=][^)\s]{0,200}(?:\{|%7b|\[|<|secret|data=|q=\s*$"
            r"|token|history|note=|prompt)"
        ),
        (
            r"\b(?:render|display|include|insert|show|embed|add)\b[^.!?\n]{0,30}\b(?:image|picture|markdown"
            r"|link)\b[^.!?\n]{0,60}https?://"
        ),
    ),
    rule(
        "hides an order in code",
        0.6,
        "decode|decrypt|decipher|unscramble|base|rot|reverse",
        (
            r"\b(?:decode|decrypt|decipher|unscramble|base ?64|rot-?13|reverse)\b[^.!?\n]{0,60}\b(?:and"
            r"|then)?\s*(?:follow|execute|obey|run|do|carry out|perform|act on|comply with)\b"
        ),
    ),
)
"""What only a model is told."""
