"""Every setting, once: read from the environment as EUJASSIST_<NAME>."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError
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
            description="A document of several pages, one of which has more text, is refused "
            "(characters).",
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
    min_strength: Annotated[
        float,
        Field(ge=0, le=1, description="Evidence weaker than this is no answer (0 to 1)."),
    ] = 0.5
    max_question_characters: Annotated[
        int, Field(gt=0, description="A question is cut after this many characters.")
    ] = 2_000

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = "_".join(str(part) for part in first["loc"])
            raise SettingInvalid(name=f"EUJASSIST_{name.upper()}", reason=first["msg"]) from error
