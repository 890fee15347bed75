"""The import as JSON, in the shape of the command line (architecture.md)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from strategy.importing.customers.gathering import ImportedCustomer
from strategy.importing.nouns.findings import ImportFinding
from strategy.importing.nouns.questions import ImportQuestion
from strategy.importing.nouns.words import sentence
from strategy.importing.reading import Imported


def imported_json(imported: Imported, language: str = "nl") -> dict[str, Any]:
    """Customers, report and questions as plain JSON types, the words in this language."""
    report, several = imported.report, len(imported.previews) > 1
    return {
        "customers": [customer_json(customer) for customer in imported.customers],
        "report": {
            "period": {
                "from": report.first.isoformat() if report.first else None,
                "to": report.last.isoformat() if report.last else None,
                "years": report.years,
            },
            "rows": report.rows,
            "used": report.used,
            "skipped": [finding_json(finding, language, several) for finding in report.skipped],
            "repairs": [finding_json(finding, language, several) for finding in report.repairs],
            "coverage": {name: _plain(value) for name, value in report.coverage.items()},
            "understood": [
                {
                    "file": preview.file,
                    "column": column.name,
                    "field": column.field,
                    "as": column.sentence(language),
                }
                for preview in imported.previews
                for column in preview.columns
            ],
        },
        "doubles": [
            {"first": double.first, "second": double.second, "reason": sentence(double.code, language, {})}
            for double in imported.possible_doubles()
        ],
        "questions": [question_json(question, language) for question in imported.questions],
    }


def customer_json(customer: ImportedCustomer) -> dict[str, Any]:
    """One customer: the figures of the method, and beside them what was invoiced in the period."""
    return {
        "id": customer.id,
        "number": customer.number,
        "name": customer.name,
        "kind": customer.as_customer().kind,
        "revenue": customer.revenue,
        "orders": customer.orders,
        "hours": customer.hours,
        "variable_cost": customer.variable_cost,
        "days_to_pay": customer.days_to_pay,
        "days_to_pay_at_least": customer.days_to_pay_at_least,
        "invoiced": float(customer.invoiced),
        "invoices": customer.invoices,
    }


def finding_json(finding: ImportFinding, language: str, several: bool = False) -> dict[str, Any]:
    """A finding with its place and its reason; the file only where there are several."""
    place: dict[str, Any] = {
        "row": finding.row,
        "column": finding.column,
        "reason": finding.sentence(language),
    }
    return place | ({"file": finding.file} if several and finding.file else {})


def question_json(question: ImportQuestion, language: str) -> dict[str, Any]:
    """A question with the values that answer it."""
    return {
        "key": question.key,
        "text": question.sentence(language),
        "options": [
            {"value": option.value, "text": option.sentence(language)} for option in question.options
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return float(value) if isinstance(value, Decimal) else value
