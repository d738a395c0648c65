"""What every table shares: the base class, the naming of constraints, and the column types of the house."""

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import uuid4

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, Dialect, MetaData, Text, literal_column
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Base(DeclarativeBase):
    """The base of every table; constraints are named from the first day, so that a later migration can reach them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def microseconds(moment: datetime) -> int:
    """Return the microseconds from 1970 to ``moment``; ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone is not stored")
    return (moment - _EPOCH) // _MICROSECOND


class Utc(TypeDecorator[datetime]):
    """A moment, stored as microseconds of UTC; a naive one is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return what is stored."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


def spelled(value: Any) -> str:
    """Return the one way in which a value is stored as JSON: what a digest over it is taken from."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Json(TypeDecorator[Any]):
    """A value in JSON, as text: the same bytes on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Return what is stored."""
        return spelled(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the value."""
        return None if value is None else json.loads(value)


def new_uid() -> str:
    """Return a new identity: what evidence names, never a number of ours."""
    return str(uuid4())


def verbatim(word: StrEnum) -> ColumnElement[str]:
    """Return a word of ours as part of the statement itself, for a column on which a partial index lies.

    SQLite looks at a value bound there when it plans, and so plans anew at every question.
    """
    return literal_column(f"'{word}'")


def one_of(column: str, kinds: type[StrEnum]) -> CheckConstraint:
    """Return the constraint that ``column`` holds a value of ``kinds``."""
    values = ", ".join(f"'{kind.value}'" for kind in kinds)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")


Id = Annotated[int, mapped_column(primary_key=True, sort_order=-2)]
Uid = Annotated[str, mapped_column(Text, unique=True, default=new_uid, sort_order=-1)]
Moment = Annotated[datetime, mapped_column(Utc)]


class Named:
    """The two identities of a record: ``id`` inside, ``uid`` for everybody else."""

    id: Mapped[Id]
    uid: Mapped[Uid]
