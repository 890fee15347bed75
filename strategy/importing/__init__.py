"""Accounting exports become customers: `read_export` in, `Imported` out, `FileRefused` where it cannot be."""

from strategy.importing.customers.gathering import ImportedCustomer
from strategy.importing.nouns.findings import ImportFinding
from strategy.importing.nouns.limits import LOCAL_BYTES, UPLOAD_BYTES
from strategy.importing.nouns.period import LAST_YEAR, Period
from strategy.importing.nouns.preview import Preview, PreviewColumn, layout_of
from strategy.importing.nouns.questions import ImportQuestion, Option
from strategy.importing.nouns.refusal import FileRefused
from strategy.importing.nouns.report import Report
from strategy.importing.reading import Imported, read_export
from strategy.importing.shape import imported_json

__all__ = [
    "LAST_YEAR",
    "LOCAL_BYTES",
    "UPLOAD_BYTES",
    "FileRefused",
    "ImportFinding",
    "ImportQuestion",
    "Imported",
    "ImportedCustomer",
    "Option",
    "Period",
    "Preview",
    "PreviewColumn",
    "Report",
    "imported_json",
    "layout_of",
    "read_export",
]
