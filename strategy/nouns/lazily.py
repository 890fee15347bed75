"""Parts of an overview that are made when somebody looks at them: of thousands of customers a page shows a few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, TypeVar, get_args, overload

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


class Made(Sequence[T]):
    """So many parts, of which `make` makes those of a slice; equal to any sequence of the same parts.

    Nothing is kept: whoever needs the same parts again and again keeps them.
    """

    def __init__(self, count: int, make: Callable[[slice], Iterable[T]]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, which: int) -> T: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[T, ...]: ...
    def __getitem__(self, which: int | slice) -> T | tuple[T, ...]:
        if isinstance(which, slice):
            return tuple(self._make(which))
        place = range(self._count)[which]
        return next(iter(self._make(slice(place, place + 1))))

    def __iter__(self) -> Iterator[T]:
        return iter(self._make(slice(None)))

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __repr__(self) -> str:
        return f"<{self._count} made when looked at>"


class _MadeOrGiven:
    """Lets a model hold what is made as it is, and write it as the list that it stands for."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (part,) = get_args(source)
        given = core_schema.tuple_variable_schema(handler.generate_schema(part))
        return core_schema.union_schema(
            [core_schema.is_instance_schema(Made), given],
            serialization=core_schema.plain_serializer_function_ser_schema(tuple, return_schema=given),
        )


Parts = Annotated[Sequence[T], _MadeOrGiven()]
