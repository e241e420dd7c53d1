"""A gradebook goes from one database to another, such as from SQLite to PostgreSQL, and both are proven equal."""

from pathlib import Path
from typing import Any

import sqlalchemy
from nbgrader.api import Base
from sqlalchemy import Column, Connection, Engine, String, Table

from grader.course import GraderError
from grader.gradebook import SECRET

VERSION = Table("alembic_version", sqlalchemy.MetaData(), Column("version_num", String(32), nullable=False))
TABLES = [*Base.metadata.sorted_tables, SECRET, VERSION]  # what others refer to comes first


def copy(source: str, target: str) -> dict[str, int]:
    """Copy a gradebook and return how many rows each table has, after reading all of them back.

    Args:
        source: a file of SQLite, or a database's URL; it is only read.
        target: the same, of an empty database. It stays empty where anything is not equal.

    Raises:
        GraderError: if one cannot be opened, the target is not empty, or a row cannot be held there as it is.
    """
    old, new = _engine(source), _engine(target)
    if old.dialect.name == "sqlite" and not Path(old.url.database or "").is_file():
        raise GraderError(f"{source} is not there: name the gradebook's file, or its URL")
    try:
        with old.connect() as read, new.begin() as write:
            return _copy(read, write, target)
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise GraderError(f"The gradebook cannot be copied: {str(error).splitlines()[0]}") from error
    finally:
        old.dispose()
        new.dispose()


def _engine(place: str) -> Engine:
    try:
        return sqlalchemy.create_engine(place if "://" in place else f"sqlite:///{place}")
    except ModuleNotFoundError as error:
        raise GraderError(f"{error.name} is missing: make cluster installs it") from error
    except sqlalchemy.exc.ArgumentError as error:
        raise GraderError(f"{place} is no database: write postgresql+psycopg://USER:PASSWORD@HOST/NAME") from error


def _copy(read: Connection, write: Connection, target: str) -> dict[str, int]:
    if sqlalchemy.inspect(write).get_table_names():
        raise GraderError(f"{sqlalchemy.make_url(target)} is not empty: give an empty database")
    there = sqlalchemy.inspect(read).get_table_names()
    counts = {}
    for table in TABLES:
        table.create(write)
        if table is SECRET and table.name not in there:  # made when the first submission is graded
            continue
        rows = [dict(row) for row in read.execute(sqlalchemy.select(table)).mappings()]
        if rows:
            write.execute(table.insert(), rows)
        if _all(read, table) != _all(write, table):
            raise GraderError(f"The table {table.name} is not held there as it is; nothing was copied")
        counts[table.name] = len(rows)
    return counts


def _all(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    """Return all rows of a table, in an order that does not depend on the database."""
    return sorted((tuple(row) for row in connection.execute(sqlalchemy.select(table))), key=repr)
