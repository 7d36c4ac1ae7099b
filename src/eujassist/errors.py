"""Every error that a person can meet, once.

An error is a class and its fields; its words stand in `strings/*.json` under `error.<ClassName>`.
`str(error)` is the English sentence: what happened, to which file or setting, and what to do.
"""

from __future__ import annotations

from typing import ClassVar

from eujassist import strings
from eujassist.documents import Language


class EujassistError(Exception):
    """The root of the tree; takes exactly the fields that its sentence names."""

    fields: ClassVar[tuple[str, ...]] = ()
    exit_code: ClassVar[int] = 1

    def __init__(self, **values: str | int) -> None:
        if set(values) != set(self.fields):
            raise TypeError(f"{type(self).__name__} takes {self.fields}, not {tuple(values)}")
        self.values = values
        super().__init__(values)

    def worded(self, language: Language) -> str:
        """Return the error as one sentence in `language`."""
        return strings.text(f"error.{type(self).__name__}", language, **self.values)

    def __str__(self) -> str:
        return self.worded("en")

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.values)


def _restore(kind: type[EujassistError], values: dict[str, str | int]) -> EujassistError:
    """Make the error again from a copy or a pickle."""
    return kind(**values)


class UsageError(EujassistError):
    """The person asked for something that cannot be done as asked."""

    exit_code = 2


class SettingInvalid(UsageError):
    fields = ("name", "reason")


class CorpusMissing(UsageError):
    fields = ("folder",)


class FileMissing(UsageError):
    fields = ("file",)


class NameTaken(UsageError):
    fields = ("file",)


class DocumentUnknown(UsageError):
    fields = ("document",)


class IndexMissing(UsageError):
    fields = ("folder",)


class IndexOutdated(UsageError):
    fields = ("folder",)


class PortTaken(UsageError):
    fields = ("host", "port")


class IndexFailure(EujassistError):
    """The index cannot be used or changed."""


class IndexDamaged(IndexFailure):
    fields = ("folder", "reason")


class IndexUnreadable(IndexFailure):
    fields = ("folder", "reason")


class IndexUnwritable(IndexFailure):
    fields = ("folder", "reason")


class IndexBusy(IndexFailure):
    fields = ("folder",)


class CorpusUnreadable(EujassistError):
    fields = ("folder", "reason")


class CorpusUnwritable(EujassistError):
    fields = ("folder", "reason")


class ReadingError(EujassistError):
    """One file cannot be read; the others go on."""

    fields: ClassVar[tuple[str, ...]] = ("file",)
    lasting: ClassVar[bool] = True
    """Whether the same bytes under the same settings will fail again."""


class FileEmpty(ReadingError):
    pass


class FileUnsupported(ReadingError):
    fields = ("file", "formats")


class FileTooLarge(ReadingError):
    fields = ("file", "size", "limit", "setting")


class FileEncrypted(ReadingError):
    pass


class FileDamaged(ReadingError):
    pass


class FileTooComplex(ReadingError):
    fields = ("file", "setting")


class FileTooSlow(ReadingError):
    fields = ("file", "seconds", "setting")
    lasting = False


class FileForbidden(ReadingError):
    lasting = False


class FileOutside(ReadingError):
    lasting = False


class NameShared(ReadingError):
    lasting = False


class FileGone(ReadingError):
    lasting = False


class ReaderFailed(ReadingError):
    fields = ("file", "reason")
    lasting = False


class TextMissing(ReadingError):
    pass


class EncodingUnknown(ReadingError):
    pass


class ScanUnread(ReadingError):
    fields = ("file", "packages")


class SidecarInvalid(ReadingError):
    fields = ("file", "sidecar", "reason")


class ModelError(EujassistError):
    """The language model gave no answer that can be used."""

    fields: ClassVar[tuple[str, ...]] = ("model",)


class ModelUnreachable(ModelError):
    pass


class ModelRefused(ModelError):
    fields = ("model", "status")


class ModelTooSlow(ModelError):
    fields = ("model", "seconds", "setting")


class ModelUnintelligible(ModelError):
    pass


class CaseInvalid(UsageError):
    fields = ("file", "line", "field", "reason")


class CaseRepeated(UsageError):
    fields = ("file", "line", "case", "other")


class CaseDocumentUnknown(UsageError):
    fields = ("file", "line", "document")


class CaseQuotationMissing(UsageError):
    fields = ("file", "line", "document", "quote")


class CasesEmpty(UsageError):
    fields = ("file",)


class RunMissing(UsageError):
    fields = ("folder",)


class RunDamaged(UsageError):
    fields = ("folder", "reason")


class RunOther(UsageError):
    fields = ("folder", "difference")


class RunUnfinished(UsageError):
    fields = ("folder",)


class RunsIncomparable(UsageError):
    fields = ("first", "second", "difference")


class JudgeMissing(UsageError):
    pass


class JudgeRepliesUnusable(EujassistError):
    fields = ("file", "reason")


class JudgeFailing(EujassistError):
    fields = ("model", "count", "reason")


class GateInvalid(UsageError):
    fields = ("file", "reason")


class RunUnwritable(EujassistError):
    fields = ("folder", "reason")
