"""All settings, one frozen tree: defaults here, then one TOML file, then `WENGUI_` environment variables.

The tree stands in the lowest package that needs third-party code, so that every entry point reads the same file and a
typo in any section is refused at load. Sections are passed down; nothing else reads the environment.
"""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from corpus import DATA_DIR

PROJECT_DIR = Path(__file__).resolve().parent.parent
"""The folder that holds `retriever/`; relative paths of the defaults start here."""


BUILT_IN = ("e5-tuned", "e5")
"""Encoders that come with the install."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class EncoderSettings(_Section):
    """Which embedding model is used.

    Attributes:
        model: `e5-tuned`, the model that comes with the install, tuned to the question bank; `e5`, the same untuned; or
            a local folder (or cached name) of any other sentence-transformers model. Nothing is ever downloaded.
    """

    model: Annotated[str, Field(min_length=1)] = "e5-tuned"


class IndexSettings(_Section):
    """Where the index lies and how FAISS holds the vectors.

    Attributes:
        folder: holds the index; made when missing.
        factory: FAISS factory string; the metric is the inner product.
    """

    folder: Path = PROJECT_DIR / "var" / "index"
    factory: Annotated[str, Field(min_length=1)] = "IDMap2,Flat"


class SearchSettings(_Section):
    """How the channels are searched and weighed.

    Attributes:
        ranker: `learned`, the trained model, or `fusion`, which adds the channels with the weights below.
        depth: hits taken from each channel.
        dense_weight: weight of the dense channel; the words have 1 - dense_weight.
        bank_weight: weight of the question bank beside that of the text, which is 1.
        article_weight: weight of an article's fit as a whole beside that of its best part.
        part_weight: of the fit of a clause to a part of the question, beside the whole; the learned ranker uses it.
        context_share: of the vector of what a text stands in, added to its own, which alone may be too short to tell:
            the whole question for a part of it, the turns before for a follow-up.
        number_bonus: added to a clause that states a number when the question asks for one.
        top_clauses: clauses kept in a Retrieval.
        top_articles: articles kept in a Retrieval.
    """

    ranker: Literal["learned", "fusion"] = "learned"
    depth: Annotated[int, Field(ge=10, le=10_000)] = 200
    dense_weight: Annotated[float, Field(ge=0, le=1)] = 0.6
    bank_weight: Annotated[float, Field(ge=0, le=10)] = 0.5
    article_weight: Annotated[float, Field(ge=0, le=1)] = 0.4
    part_weight: Annotated[float, Field(ge=0, le=1)] = 0.1
    context_share: Annotated[float, Field(ge=0, le=10)] = 0.5
    number_bonus: Annotated[float, Field(ge=0, le=1)] = 0.15
    top_clauses: Annotated[int, Field(ge=5, le=1_000)] = 40
    top_articles: Annotated[int, Field(ge=10, le=1_000)] = 20


class ServerSettings(_Section):
    """Where the page is served, and who may frame it.

    Attributes:
        host: address to listen on.
        port: port of the chat.
        portal_port: port of the demo portal (`make portal`).
        root_path: prefix under which a proxy serves the page, as `/wengui`; empty where there is none.
        frame_ancestors: CSP sources that may frame the page, as `'self'` or `https://portal.example.gov.cn`.
        concurrency: questions answered at once.
        queue: questions that may wait; further ones are refused at once.
        trusted_proxies: addresses or networks of proxies whose X-Forwarded-* and identity headers count, as
            `127.0.0.1` or `10.1.0.0/24`; of everyone else they are stripped.
        cors_origins: other sites whose scripts may ask, as `https://portal.example.gov.cn`; the frame needs none.
        questions_per_minute: of one address. A whole office may stand behind one: 600 is two thirds of what two cores
            answer, so that one address cannot take everything.
        requests_per_minute: of one address, questions among them, assets not; a question with its page takes about ten.
        streams_per_client: event streams of one address at once; each lasts as long as its answer.
        connections: open connections of all together; below the limit of open files, which is often 1024.
        chat_kib: most that a question with its conversation brings, in KiB; a question and its answer take about 1.5.
        chat_messages: most messages of a conversation, questions and answers.
        read_seconds: longest time for the headers of a request, and for its body.
        write_seconds: longest time in which a reader takes nothing of what waits for it.
        answer_seconds: longest time for one answer.
    """

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535)] = 7860
    portal_port: Annotated[int, Field(ge=1, le=65_535)] = 7861
    root_path: Annotated[str, Field(pattern=r"^(/[A-Za-z0-9._~-]+)*$")] = ""
    frame_ancestors: tuple[str, ...] = ("'self'",)
    concurrency: Annotated[int, Field(ge=1, le=64)] = 4
    queue: Annotated[int, Field(ge=1, le=10_000)] = 64
    trusted_proxies: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    questions_per_minute: Annotated[int, Field(ge=1, le=100_000)] = 600
    requests_per_minute: Annotated[int, Field(ge=10, le=1_000_000)] = 6_000
    streams_per_client: Annotated[int, Field(ge=1, le=10_000)] = 200
    connections: Annotated[int, Field(ge=10, le=100_000)] = 800
    chat_kib: Annotated[int, Field(ge=64, le=8_192)] = 1_024
    chat_messages: Annotated[int, Field(ge=20, le=10_000)] = 400
    read_seconds: Annotated[float, Field(ge=1, le=120)] = 15
    write_seconds: Annotated[float, Field(ge=1, le=600)] = 30
    answer_seconds: Annotated[float, Field(ge=1, le=120)] = 20

    @field_validator("frame_ancestors")
    @classmethod
    def _exact_ancestors(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        for source in sources:
            if "*" in source or not source or any(char in source for char in " ;,\r\n"):
                raise ValueError(
                    f"frame_ancestors has {source!r}: name each portal exactly, as https://portal.example.gov.cn; "
                    "a wildcard would let any page frame the chat"
                )
        return sources

    @field_validator("cors_origins")
    @classmethod
    def _exact_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", origin):
                raise ValueError(
                    f"cors_origins has {origin!r}: name each site exactly, as https://portal.example.gov.cn, in small "
                    "letters and without a path; a wildcard would let any page ask in its visitors' name"
                )
        return origins

    @field_validator("trusted_proxies")
    @classmethod
    def _exact_proxies(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            try:
                everyone = ip_network(proxy).prefixlen == 0
            except ValueError:
                everyone = True
            if everyone:
                raise ValueError(
                    f"trusted_proxies has {proxy!r}: name each proxy by its address or network, as 127.0.0.1 or "
                    "10.1.0.0/24; whoever is trusted can name any visitor"
                )
        return proxies


class FeedbackSettings(_Section):
    """Where the votes of users are kept, and how many.

    Attributes:
        enabled: whether the page asks for votes at all.
        file: the SQLite file; made when missing.
        max_rows: votes that are kept; when they are full, new ones are refused.
        max_mb: largest size of the file in megabytes; SQLite itself holds to it.
        retention_days: after which a vote is deleted.
    """

    enabled: bool = True
    file: Path = PROJECT_DIR / "var" / "feedback.sqlite"
    max_rows: Annotated[int, Field(ge=1, le=10_000_000)] = 20_000
    max_mb: Annotated[int, Field(ge=1, le=100_000)] = 256
    retention_days: Annotated[int, Field(ge=180, le=3_650)] = 365


class AuditSettings(_Section):
    """Where a line for each question is kept, and for how long.

    Attributes:
        enabled: whether it is kept at all.
        folder: holds a file for each day; made when missing.
        retention_days: days with questions that are kept; the law asks for six months.
        max_mb: size of all files in megabytes; when they are full, no more is written, and the server's log says so.
    """

    enabled: bool = True
    folder: Path = PROJECT_DIR / "var" / "audit"
    retention_days: Annotated[int, Field(ge=180, le=3_650)] = 180
    max_mb: Annotated[int, Field(ge=1, le=1_000_000)] = 2_048


class Settings(BaseSettings):
    """The whole tree.

    Attributes:
        corpus: folder of the regulations.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="WENGUI_",
        env_nested_delimiter="__",
        toml_file=PROJECT_DIR / "wengui.toml",
    )

    @model_validator(mode="before")
    @classmethod
    def _known_names(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse a misspelt section: pydantic looks only for the names that it knows."""
        known = {f"WENGUI_{name.upper()}" for name in cls.model_fields}
        for name in os.environ:
            if name.startswith("WENGUI_") and name.partition("__")[0] not in known:
                raise ValueError(
                    f"the environment sets {name}, which is no setting; there are: {', '.join(sorted(known))}"
                )
        return values

    corpus: Path = DATA_DIR
    encoder: EncoderSettings = EncoderSettings()
    index: IndexSettings = IndexSettings()
    search: SearchSettings = SearchSettings()
    server: ServerSettings = ServerSettings()
    feedback: FeedbackSettings = FeedbackSettings()
    audit: AuditSettings = AuditSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of precedence: arguments, environment, `wengui.toml`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
