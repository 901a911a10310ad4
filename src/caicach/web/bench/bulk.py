"""Writing very many rows: prepared statements on SQLite, COPY on PostgreSQL. `bulk_create` spends most of its time on
composing SQL, which for a million rows is most of the two minutes that the city may take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.db import connection, connections, models, transaction
from django.db.models import Max

Row = TypeVar("Row", bound=models.Model)
AT_ONCE = 20_000

_AS_THEY_ARE = (models.ForeignKey, models.IntegerField, models.BooleanField)


def in_bulk(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Write the rows, which get the next numbers as their keys where they have none."""
    waiting, written = iter(rows), []
    key = model._meta.pk
    last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0 if isinstance(key, models.AutoField) else None
    columns = [field for field in model._meta.concrete_fields if not field.generated]
    while chunk := list(islice(waiting, AT_ONCE)):
        if last is not None:
            for number, row in enumerate(chunk, last + 1):
                row.pk = number
            last += len(chunk)
        _insert(model._meta.db_table, columns, chunk)
        for row in chunk:
            row._state.adding, row._state.db = False, connection.alias
        written += chunk
    if last is not None and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
    return written


def _insert(table: str, columns: list[Any], rows: list[Any]) -> None:
    names = ", ".join(f'"{field.column}"' for field in columns)
    values = _values(columns, rows)
    with transaction.atomic(), connection.cursor() as cursor:  # or SQLite commits every row by itself
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values))


def _values(columns: list[Any], rows: list[Any]) -> Iterator[list[Any]]:
    """The rows as the database takes them, column by column, so that what needs no change is not looked at."""
    taken = [_column(field, rows) for field in columns]
    return map(list, zip(*taken, strict=True))


def _column(field: Any, rows: list[Any]) -> Iterable[Any]:
    found = map(attrgetter(field.attname), rows)
    if isinstance(field, _AS_THEY_ARE):
        return found
    if isinstance(field, models.CharField | models.TextField):
        return map(str, found)
    here = connections[connection.alias]  # itself, not the stand-in that looks it up for every value
    prepare: Callable[[Any], Any] = lambda value: field.get_db_prep_save(value, here)  # noqa: E731
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        prepare = cache(prepare)  # few days, many rows
    return map(prepare, found)
