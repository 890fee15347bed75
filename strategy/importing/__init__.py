"""Accounting exports become customers: `read_export` in, `Imported` out, `Refused` where it cannot be."""

from strategy.importing.customers.gathering import ImportedCustomer
from strategy.importing.nouns.findings import Finding
from strategy.importing.nouns.limits import LOCAL_BYTES, UPLOAD_BYTES
from strategy.importing.nouns.period import LAST_YEAR, Period
from strategy.importing.nouns.preview import Preview, PreviewColumn, layout_of
from strategy.importing.nouns.questions import Option, Question
from strategy.importing.nouns.refusal import Refused
from strategy.importing.nouns.report import Report
from strategy.importing.reading import Imported, read_export
from strategy.importing.shape import imported_json

__all__ = [
    "LAST_YEAR",
    "LOCAL_BYTES",
    "UPLOAD_BYTES",
    "Finding",
    "Imported",
    "ImportedCustomer",
    "Option",
    "Period",
    "Preview",
    "PreviewColumn",
    "Question",
    "Refused",
    "Report",
    "imported_json",
    "layout_of",
    "read_export",
]
