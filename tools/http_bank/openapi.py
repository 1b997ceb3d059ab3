"""The contract of the HTTP adapter as an OpenAPI document, from the records themselves.

``python -m tools.http_bank.openapi`` prints what ``docs/core-banking.openapi.yaml`` holds; a test says when not.
"""

from __future__ import annotations

import sys

import yaml
from pydantic import BaseModel, JsonValue
from pydantic.json_schema import models_json_schema

from tools.core_banking import Account, Application, BankRecord, Customer, Holding, Loan, Transaction
from tools.http_bank.wire import Books, Problem, StaffEntry

VERSION = "1.0.0"
"""Raised when a bank has to change something: the first number for what breaks it, the second for additions."""

_LISTS: dict[str, type[BankRecord]] = {
    "accounts": Account,
    "holdings": Holding,
    "loans": Loan,
    "applications": Application,
}
_SAID = {
    "accounts": "All accounts of a customer: deposits, wealth products, loans.",
    "holdings": "Wealth products a customer holds.",
    "loans": "Loans of a customer that are not paid off.",
    "applications": "A customer's applications and where they stand.",
}


def document() -> dict[str, JsonValue]:
    """The whole document as plain JSON."""
    models: list[type[BaseModel]] = [Books, StaffEntry, Customer, Transaction, Problem, *_LISTS.values()]
    _, schemas = models_json_schema(
        [(model, "serialization") for model in models], ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, JsonValue] = {
        "/books": _get("The day the books stand at.", Books, unknown=False),
        "/staff/{staff_id}": _get("A directory entry.", StaffEntry, "staff_id"),
        "/customers/{customer_id}": _get("A customer.", Customer, "customer_id"),
    }
    for name, record in _LISTS.items():
        paths[f"/customers/{{customer_id}}/{name}"] = _get(
            _SAID[name], record, "customer_id", query=("cursor",), listed=True
        )
    paths["/accounts/{account_id}/transactions"] = _get(
        "Bookings from start to end, both days included, oldest first.",
        Transaction,
        "account_id",
        query=("start", "end", "cursor"),
        listed=True,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Core banking, as TellerGraph reads it",
            "version": VERSION,
            "description": "Read only. Money is a string in yuan with two decimals, a rate a fraction a year.",
        },
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas.get("$defs", {}),
        },
    }


def _get(
    summary: str,
    model: type[BaseModel],
    parameter: str | None = None,
    *,
    query: tuple[str, ...] = (),
    listed: bool = False,
    unknown: bool = True,
) -> JsonValue:
    reference: JsonValue = {"$ref": f"#/components/schemas/{model.__name__}"}
    schema: JsonValue = reference
    if listed:
        schema = {
            "type": "object",
            "required": ["items"],
            "properties": {
                "items": {"type": "array", "items": reference},
                "next": {
                    "type": ["string", "null"],
                    "maxLength": 512,
                    "description": "the cursor of the rest; null or absent at the end",
                },
            },
        }
    parameters: list[JsonValue] = []
    if parameter is not None:
        parameters.append(
            {"name": parameter, "in": "path", "required": True, "schema": {"type": "string", "maxLength": 64}}
        )
    for name in query:
        kind: JsonValue = {"type": "string"} if name == "cursor" else {"type": "string", "format": "date"}
        parameters.append({"name": name, "in": "query", "required": name != "cursor", "schema": kind})
    responses: dict[str, JsonValue] = {
        "200": {"description": "found", "content": {"application/json": {"schema": schema}}},
        "401": {"description": "the token is not valid"},
        "403": {"description": "the token has no right to this"},
        "429": {"description": "asked too often; Retry-After in seconds"},
        "503": {"description": "not available; Retry-After in seconds"},
    }
    if unknown:
        problem: JsonValue = {"$ref": f"#/components/schemas/{Problem.__name__}"}
        responses["404"] = {
            "description": "no such record",
            "content": {"application/problem+json": {"schema": problem}},
        }
    operation: dict[str, JsonValue] = {"summary": summary, "responses": responses}
    if parameters:
        operation["parameters"] = parameters
    return {"get": operation}


def text() -> str:
    """The document as YAML."""
    return yaml.safe_dump(document(), sort_keys=False, allow_unicode=True, width=110)


if __name__ == "__main__":
    sys.stdout.write(text())
