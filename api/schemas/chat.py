"""OpenAI's chat completions, as far as they are spoken here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StringConstraints

from api.schemas.ask import CitationReply, SentenceReply
from api.schemas.bounds import NO_NUL
from api.schemas.openai import ModelName, User
from api.schemas.requests import Request

MOST_MESSAGES = 500
Content = Annotated[str, StringConstraints(max_length=200_000, pattern=NO_NUL)]
Number = StrictFloat | StrictInt
Stop = Annotated[str, StringConstraints(max_length=1000)]


class TextPart(BaseModel):
    """A piece of a message; pictures and sounds are refused."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["text"]
    text: Content


class ChatMessage(BaseModel):
    """A message; what clients send back of our own replies besides (annotations, say) is left aside."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant"]
    content: Content | Annotated[list[TextPart], Field(max_length=100)] | None = None

    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(Request):
    include_usage: StrictBool = False
    include_obfuscation: StrictBool = False


class ResponseFormat(Request):
    type: Literal["text"]


class ChatRequest(Request):
    """The last message is the question, those before it are the conversation.

    How many tokens to make and how to choose them is not the caller's to say here, so ``temperature`` and what is like
    it changes nothing. What would need another answer (tools, several choices, JSON) is refused, and so is what OpenAI
    does not know.
    """

    model: ModelName
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=MOST_MESSAGES)]
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    response_format: ResponseFormat | None = None
    modalities: Annotated[list[Literal["text"]], Field(max_length=1)] | None = None
    logprobs: Literal[False] | None = None
    tools: Annotated[list[Any], Field(max_length=0)] | None = None
    tool_choice: Literal["none", "auto"] | None = None
    parallel_tool_calls: StrictBool | None = None
    temperature: Annotated[Number, Field(ge=0, le=2)] | None = None
    top_p: Annotated[Number, Field(ge=0, le=1)] | None = None
    max_tokens: Annotated[StrictInt, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[StrictInt, Field(ge=1)] | None = None
    presence_penalty: Annotated[Number, Field(ge=-2, le=2)] | None = None
    frequency_penalty: Annotated[Number, Field(ge=-2, le=2)] | None = None
    logit_bias: Annotated[dict[str, Number], Field(max_length=1000)] | None = None
    stop: Stop | Annotated[list[Stop], Field(max_length=4)] | None = None
    seed: StrictInt | None = None
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh"] | None = None
    verbosity: Literal["low", "medium", "high"] | None = None
    service_tier: User | None = None
    store: StrictBool | None = None
    metadata: Annotated[dict[str, User], Field(max_length=16)] | None = None
    user: User | None = None
    safety_identifier: User | None = None
    prompt_cache_key: User | None = None


class UrlCitationReply(CitationReply):
    """A proof as everywhere, and where in the message its mark stands: ``content[start_index:end_index]``."""

    url: str
    start_index: int
    end_index: int


class AnnotationReply(BaseModel):
    type: Literal["url_citation"]
    url_citation: UrlCitationReply


class AssistantReply(BaseModel):
    """``content`` is Markdown: the answer with marks like [1] and the list of its sources; or why there is none."""

    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[AnnotationReply]


class ChoiceReply(BaseModel):
    index: int
    message: AssistantReply
    logprobs: None
    finish_reason: Literal["stop"]


class ChatUsage(BaseModel):
    """Tokens of the messages and of the reply, as the embedder counts them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AboutReply(BaseModel):
    """What OpenAI's form has no place for; ``abstained`` says that the message is no answer but why there is none."""

    abstained: bool
    confidence: float
    reason: str
    sentences: list[SentenceReply]
    citations: list[CitationReply]
    timings_ms: dict[str, float]
    standalone_question: str | None
    generator: str
    notes: list[str]


class ChatReply(BaseModel):
    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceReply]
    usage: ChatUsage
    sourcebound: AboutReply
