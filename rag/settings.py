"""Every setting of the service, from ``RAG_*`` environment variables; nothing else reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Quantization = Literal["none", "int8", "4bit"]


class Settings(BaseSettings):
    """Settings with their defaults; each is the environment variable ``RAG_`` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="RAG_", extra="ignore", frozen=True)

    data: Path = Field(Path("rag-data"), description="folder of catalog, indexes and uploads")
    catalog_url: str | None = Field(
        None, repr=False, description="SQLAlchemy URL of the catalog; default: SQLite in the data folder"
    )

    embedder: str = Field(
        "all-MiniLM-L6-v2", description="sentence-transformers model: the packaged one, a folder or a name"
    )
    embedder_engine: Literal["auto", "openvino", "torch"] = Field("auto", description="what runs the embedder")
    embedder_precision: Literal["auto", "fp32", "bf16", "int8"] = Field(
        "auto", description="arithmetic of the embedder"
    )
    embedder_sha256: str | None = Field(None, description="expected hash of the embedder's safetensors file")
    cache: Path = Field(Path("~/.cache/sourcebound"), description="converted models")

    engine: Literal["edge", "faiss", "qdrant"] = Field("edge", description="index engine of new generations")
    quantization: Quantization = Field(
        "none", description="how new generations keep vectors for searching; less memory, scored exactly in the end"
    )
    qdrant_url: str | None = Field(None, description="address of a Qdrant server or cluster, for the engine qdrant")
    qdrant_api_key: str | None = Field(None, repr=False, description="key of the Qdrant server; never logged")
    qdrant_grpc_port: int | None = Field(
        None, ge=1, le=65535, description="port of the Qdrant server's gRPC, usually 6334; default: all goes over HTTP"
    )
    qdrant_seconds: float = Field(10.0, ge=1, description="time that one call to the Qdrant server may take")
    qdrant_shards: int = Field(1, ge=1, description="shards of a new collection on the Qdrant server")
    qdrant_replicas: int = Field(1, ge=1, description="copies of each shard; most of them must take a write")
    qdrant_prefix: str = Field(
        "sourcebound", description="begins the names on the Qdrant server; another one for each installation there"
    )
    delta_limit: int = Field(20_000, ge=1, description="chunks held in memory before a new base is built")
    build_after: int = Field(2_000, ge=1, description="chunks after which an ingestion builds a new base when it ends")

    chunk_tokens: int = Field(200, ge=16, description="most tokens of a chunk, title and headings included")

    file_seconds: float = Field(60.0, gt=0, description="time that one file may take to read")
    file_megabytes: int = Field(1500, ge=256, description="memory that a reader process may take")
    max_file_megabytes: int = Field(200, ge=1, description="largest file that is read")
    fetch_seconds: float = Field(60.0, gt=0, description="time that fetching one URL may take")
    max_fetch_megabytes: int = Field(50, ge=1, description="largest body that is fetched")

    reader_engine: Literal["auto", "openvino", "torch"] = Field("auto", description="what runs the reader")
    reader_precision: Literal["auto", "fp32", "bf16"] = Field("auto", description="arithmetic of the reader")
    read_characters: int = Field(
        8_000, ge=500, description="text of the best passages that is read for an answer; more takes longer"
    )

    generator: str = Field(
        "reader",
        description="what words the answers: reader, local:FOLDER-OR-NAME, openai:BASE_URL#MODEL, "
        "langchain:PROVIDER:MODEL or genai:FOLDER",
    )
    model_key: SecretStr | None = Field(None, description="key of the language model's server")
    model_window: int | None = Field(
        None, ge=256, description="tokens of prompt and reply together; default: what the model says, else 4096"
    )
    model_precision: Literal["auto", "fp32", "bf16", "int8", "int4"] = Field(
        "auto", description="arithmetic of a local language model"
    )
    model_queue: int = Field(8, ge=1, description="replies that a language model makes or keeps waiting at once")
    model_first_seconds: float = Field(60.0, gt=0, description="time until the first piece of its reply")
    model_silent_seconds: float = Field(30.0, gt=0, description="time between two pieces of its reply")
    model_seconds: float = Field(120.0, gt=0, description="time for its whole reply")

    write: Literal["auto", "always", "never"] = Field(
        "auto", description="when the language model is asked: where the reader is unsure or prose is wanted, or always"
    )
    unsupported: Literal["drop", "mark", "rewrite"] = Field(
        "drop", description="what becomes of a written sentence that the sources do not support"
    )

    quarantine: Literal["on", "off"] = Field(
        "on", description="answer from no passage that is taken to speak to a language model; search still finds it"
    )
    answer_threshold: float | None = Field(
        None, ge=0, le=1, description="least confidence of an answer; default: calibrated"
    )
    keep_replaced_days: int = Field(30, ge=0, description="how long replaced versions can still be read")
    log_questions: bool = Field(True, description="keep a log of questions")
    keep_questions_days: int = Field(90, ge=0, description="how long the log of questions is kept")

    max_upload_megabytes: int = Field(100, ge=1, description="largest upload request")
    max_queue_megabytes: int = Field(
        2000, ge=1, description="uploads that may wait on disk to be ingested; more are refused until there is room"
    )
    keep_originals: bool = Field(True, description="keep the files that were uploaded, to show and to read again")
    log_format: Literal["text", "json"] = Field("text", description="lines of the service's log")
    allowed_hosts: str = Field(
        "localhost,127.0.0.1,[::1]", description="Host headers that are answered, comma-separated"
    )
    allowed_origins: str = Field("", description="further web origins that may call, comma-separated")
    stop_seconds: float = Field(
        5.0, ge=0, le=600, description="how long questions may go on once the service was told to stop"
    )
    require_key: bool = Field(False, description="demand an API key also while none was ever made")
    requests_per_minute: int = Field(
        6000, ge=0, description="calls of one key, or of one address without; 0: no limit; more is answered 429"
    )

    def as_environment(self) -> dict[str, str]:
        """The settings that are not at their default as RAG_* variables, for a child process.

        The key is left out: a child that asks a model inherits it with the environment.
        """
        changed = self.model_copy(update={"data": self.data.expanduser().resolve()})
        values = changed.model_dump(mode="json", exclude_defaults=True, exclude_none=True, exclude={"model_key"})
        return {f"RAG_{name.upper()}": str(value) for name, value in values.items()}
