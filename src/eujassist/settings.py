"""Every setting, once: read from the environment as EUJASSIST_<NAME>."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, HttpUrl, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from eujassist.errors import SettingInvalid


class Settings(BaseSettings):
    """What an operator can change; each default works."""

    model_config = SettingsConfigDict(env_prefix="EUJASSIST_", frozen=True, extra="forbid")

    corpus_dir: Annotated[Path, Field(description="The folder that holds the documents.")] = Path(
        "corpus"
    )
    index_dir: Annotated[
        Path, Field(description="The folder that holds the index; made and rebuilt by sync.")
    ] = Path("index")
    host: Annotated[str, Field(description="The address on which the chat listens.")] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=0, le=65535, description="The port on which the chat listens.")
    ] = 7860
    max_file_bytes: Annotated[int, Field(gt=0, description="A larger file is refused (bytes).")] = (
        50_000_000
    )
    max_pages: Annotated[int, Field(gt=0, description="A document with more pages is refused.")] = (
        1_000
    )
    max_characters: Annotated[
        int, Field(gt=0, description="A document with more text is refused (characters).")
    ] = 2_000_000
    max_page_characters: Annotated[
        int,
        Field(
            gt=0,
            description="A PDF page, or one of several slides, with more text is refused"
            " (characters).",
        ),
    ] = 200_000
    reading_seconds: Annotated[
        float, Field(gt=0, description="Reading one file is given up after this time (seconds).")
    ] = 30.0
    recognition_seconds: Annotated[
        float,
        Field(
            ge=0,
            description="Recognising one scanned page is given up after this time (seconds);"
            " 0 leaves scans unread.",
        ),
    ] = 60.0
    reading_memory_bytes: Annotated[
        int, Field(gt=0, lt=2**63, description="The memory that reading one file may take (bytes).")
    ] = 1_073_741_824
    # Low, as it is worse to refuse a question that has an answer than to quote what is near: of the
    # answerable questions that bench/abstaining.py measures on, 92% (fr) and 98% (en, ja) reach it,
    # 84% across languages; at 0.3, 86%, 98%, 97% and 80%, and 11% of those of eval/cases do not.
    min_strength: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Where the documents are less likely to answer than this (0 to 1), no "
            "answer is given.",
        ),
    ] = 0.2
    max_question_characters: Annotated[
        int, Field(gt=0, description="A question is cut after this many characters.")
    ] = 2_000

    llm_base_url: Annotated[
        HttpUrl | None,
        Field(
            description="The address of an OpenAI-compatible language model, as in"
            " `http://127.0.0.1:11434/v1`; without one, answers are quotations."
        ),
    ] = None
    llm_model: Annotated[
        str,
        Field(
            validate_default=True, description="The language model's name, as its server knows it."
        ),
    ] = ""
    llm_api_key: Annotated[
        SecretStr, Field(description="The key that the language model's server asks for.")
    ] = SecretStr("")
    llm_seconds: Annotated[
        float,
        Field(
            gt=0, description="An answer of the language model is cut after this time (seconds)."
        ),
    ] = 60.0
    llm_context_tokens: Annotated[
        int,
        Field(
            ge=2_048,
            description="What the language model reads and writes for an answer, at most (tokens).",
        ),
    ] = 4_096

    judge_base_url: Annotated[
        HttpUrl | None,
        Field(
            description="The address of the OpenAI-compatible language model that"
            " `eujassist eval --judge` asks what the answers are worth."
        ),
    ] = None
    judge_model: Annotated[
        str, Field(validate_default=True, description="The judge's name, as its server knows it.")
    ] = ""
    judge_api_key: Annotated[
        SecretStr, Field(description="The key that the judge's server asks for.")
    ] = SecretStr("")
    judge_seconds: Annotated[
        float, Field(gt=0, description="A judgement is given up after this time (seconds).")
    ] = 60.0
    judge_context_tokens: Annotated[
        int,
        Field(
            ge=2_048,
            description="What the judge reads and writes for a judgement, at most (tokens); an"
            " answer's passages beyond it are shown in a further request.",
        ),
    ] = 8_192

    @field_validator("llm_model", "judge_model")
    @classmethod
    def _is_named(cls, name: str, info: ValidationInfo) -> str:
        address = str(info.field_name).replace("_model", "_base_url")
        if info.data.get(address) and not name:
            raise ValueError(f"EUJASSIST_{address.upper()} needs the name of a model")
        return name

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = "_".join(str(part) for part in first["loc"])
            raise SettingInvalid(name=f"EUJASSIST_{name.upper()}", reason=first["msg"]) from error
