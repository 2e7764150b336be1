"""Matching whole tables: who is one person, where no identifier says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias, cast, overload

from dcr import _dcr
from dcr._dcr import ArrowTable


class ArrowStream(Protocol):
    """A table or column of any library that speaks Arrow's PyCapsule protocol: pandas, polars, DuckDB, pyarrow."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows as an Arrow C stream."""
        ...


class ArrowArray(Protocol):
    """A batch of rows or a column of such a library."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """The rows as an Arrow C array with its schema."""
        ...


Arrow: TypeAlias = ArrowStream | ArrowArray
Plain: TypeAlias = Mapping[str, Iterable[Any]]
TableLike: TypeAlias = Arrow | Plain
Columns: TypeAlias = Mapping[str, str | Sequence[str]]
Step: TypeAlias = Literal["read", "compared", "clustered"]


class MatchModel:
    """A model of matching: every weight, threshold and table of names that matching goes by, as integers."""

    __slots__ = ("_model",)
    _model: _dcr.MatchModel

    def __init__(self) -> None:
        """Not called: see `english` and `from_json`."""
        raise TypeError("use MatchModel.english() or MatchModel.from_json()")

    @classmethod
    def _of(cls, model: _dcr.MatchModel) -> MatchModel:
        made = cls.__new__(cls)
        made._model = model
        return made

    @classmethod
    def english(cls) -> MatchModel:
        """The model that is shipped, for English data."""
        return cls._of(_dcr.MatchModel.read("english"))

    @classmethod
    def from_json(cls, document: str) -> MatchModel:
        """Reads a model's JSON document; `RulesError` names the place of a fault."""
        return cls._of(_dcr.MatchModel.read(document))

    def to_json(self) -> str:
        """The model as JSON. One that learned from rows holds their commoner names: keep it as you keep the rows."""
        return self._model.to_json()

    def with_thresholds(self, link: int, possible: int) -> MatchModel:
        """The same model with other thresholds, in hundredths of a bit."""
        return self._of(self._model.with_thresholds(link, possible))

    @property
    def digest(self) -> str:
        """A hash of the model, which belongs beside every score that is kept."""
        return self._model.digest

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    @property
    def thresholds(self) -> Thresholds:
        """The two thresholds."""
        return Thresholds(self._model.link, self._model.possible)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MatchModel) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<MatchModel {self.name} {self.digest}>"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The two scores that part the outcomes, in hundredths of a bit."""

    link: int
    """From here on a pair without a guard is linked."""
    possible: int
    """From here on a pair goes to a person."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A block of rows that was too crowded to compare: its rows are compared only where they share another one."""

    kind: str
    key: str
    rows: int


@dataclass(frozen=True, slots=True)
class Point:
    """What linking from one threshold on would give; precision and recall in a million."""

    threshold: int
    true_joins: int
    false_joins: int
    precision: int
    recall: int


class Evaluation:
    """Precision and recall at each threshold."""

    __slots__ = ("_found", "points", "true_pairs")

    def __init__(self, found: _dcr.Evaluated) -> None:
        """From what `evaluate` found."""
        told = json.loads(found.to_json(0))
        self._found = found
        self.points: list[Point] = [Point(**point) for point in told["points"]]
        self.true_pairs: int = told["true_pairs"]

    def recommend(self, false_joins: int) -> Thresholds | None:
        """The thresholds for a rate of false joins in a million; `None` where no threshold keeps it."""
        found = json.loads(self._found.to_json(false_joins))["recommended"]
        return None if found is None else Thresholds(**found)

    def to_json(self, false_joins: int) -> str:
        """The points, and the thresholds for a rate of false joins in a million, as JSON."""
        return self._found.to_json(false_joins)

    def svg(self) -> str:
        """Precision over recall as a plot in SVG, with nothing of any person in it."""
        return self._found.svg()

    def _repr_svg_(self) -> str:
        return self.svg()

    def __repr__(self) -> str:
        return f"<Evaluation points={len(self.points)} true_pairs={self.true_pairs}>"


class Linked:
    """What came of matching tables. Rows are numbered from 0; those of a second table on from the first one's."""

    __slots__ = ("_linked", "_summary")

    def __init__(self, linked: _dcr.Linked) -> None:
        """From what `link_table` found."""
        self._linked = linked
        self._summary: dict[str, Any] = json.loads(linked.tell("summary"))

    @property
    def clusters(self) -> ArrowTable:
        """For each `row` the row by which its `cluster` is named."""
        return self._linked.clusters()

    @property
    def cluster_of(self) -> list[int]:
        """The same as a list: for each row the row by which its cluster is named."""
        return self._linked.cluster_of()

    @property
    def pairs(self) -> ArrowTable:
        """The pairs that are possible or linked, in the order of their rows."""
        return self._linked.pairs()

    @property
    def review(self) -> ArrowTable:
        """The pairs that a person should look at, the highest rank first."""
        return self._linked.review()

    @property
    def people(self) -> int:
        """How many clusters there are."""
        return int(self._summary["clusters"])

    @property
    def rows(self) -> int:
        """How many rows there are, of both tables together."""
        return int(self._summary["rows"])

    @property
    def second(self) -> int | None:
        """The number of the first row of the second table, where there are two."""
        second: int | None = self._summary.get("second")
        return second

    @property
    def scored(self) -> int:
        """How many pairs were compared."""
        return int(self._summary["scored"])

    @property
    def left_out(self) -> list[LeftOut]:
        """The blocks of rows that were too crowded to compare."""
        return [LeftOut(**block) for block in self._summary["left_out"]]

    @property
    def model(self) -> MatchModel:
        """The model that was used, with what was learned from the tables."""
        return MatchModel._of(self._linked.model())

    def explain(self, left: int, right: int) -> dict[str, Any]:
        """How two rows compare: the score, and a waterfall of what each comparator found and weighs."""
        told: dict[str, Any] = json.loads(self._linked.explain(left, right, "json"))
        return told

    def explain_text(self, left: int, right: int) -> str:
        """The same in words, a line for each piece of evidence; it repeats nothing that the rows state."""
        return self._linked.explain(left, right, "text")

    def to_json(self, form: Literal["summary", "clusters", "pairs", "review", "model"]) -> str:
        """What was found as JSON, the same bytes as in other languages."""
        return self._linked.tell(form)

    def __repr__(self) -> str:
        return f"<Linked rows={self.rows} people={self.people}>"


@dataclass(frozen=True, slots=True)
class Trained:
    """What training found."""

    model: MatchModel
    """The trained model, with the frequencies of names and the crowded values of the rows."""
    candidates: int
    """How many pairs were looked at."""
    matches: int
    """How many of them are estimated to be of one person."""
    rounds: int
    """How many rounds of estimation were made."""


def as_match_table(table: TableLike, columns: Columns | None) -> _dcr.MatchTable:
    chosen = None
    if columns is not None:
        chosen = [(field, [names] if isinstance(names, str) else list(names)) for field, names in columns.items()]
    return _dcr.MatchTable.read(table if _is_arrow(table) else dict(cast(Plain, table)), chosen)


def _is_arrow(table: object) -> bool:
    return hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__")


def _decisions(decisions: Iterable[Mapping[str, Any]] | str | None) -> str | None:
    if decisions is None or isinstance(decisions, str):
        return decisions
    return json.dumps([dict(decision) for decision in decisions])


def link_table(
    table: TableLike,
    other: TableLike | None = None,
    *,
    model: MatchModel | None = None,
    columns: Columns | None = None,
    other_columns: Columns | None = None,
    threads: int = 1,
    progress: Callable[[Step, int], object] | None = None,
    decisions: Iterable[Mapping[str, Any]] | str | None = None,
) -> Linked:
    """Finds which rows of a table are one person, or which rows of one table are which of another.

    A table is whatever speaks Arrow's PyCapsule protocol (a frame of pandas or polars, a relation of DuckDB, a table
    of pyarrow), read without copying its texts; or a dictionary of columns. Columns that bear a field's name
    (`given_name`, `family_name`, `birth_date`, ... as `docs/identity.md` lists them) are read; `columns` names others,
    for each field a column or several, and `other_columns` those of the second table where they have other names.

    `progress` is called with a step and its count, and breaks the work off when it returns `False` or raises.
    `decisions` are what persons decided: `left` and `right` (each the number of a row, or a dictionary of `source` and
    `local_id`) and `decision` (`same` or `different`), as a list or as its JSON. The result is the same for any number
    of threads.
    """
    if other_columns is None:
        other_columns = columns
    linked = _dcr.link_table(
        as_match_table(table, columns),
        None if other is None else as_match_table(other, other_columns),
        (model or MatchModel.english())._model,
        threads,
        progress,
        _decisions(decisions),
    )
    return Linked(linked)


def train(
    table: TableLike,
    other: TableLike | None = None,
    *,
    base: MatchModel | None = None,
    columns: Columns | None = None,
    other_columns: Columns | None = None,
    threads: int = 1,
    pairs: int | None = None,
) -> Trained:
    """Estimates a model's weights from rows, without labels.

    It begins from the weights of `base`; about so many candidate `pairs` are looked at, the same ones for any order of
    the rows. The tables are those of `link_table`.
    """
    if other_columns is None:
        other_columns = columns
    model, report = _dcr.train(
        as_match_table(table, columns),
        None if other is None else as_match_table(other, other_columns),
        (base or MatchModel.english())._model,
        threads,
        pairs,
    )
    told = json.loads(report)
    return Trained(MatchModel._of(model), told["candidates"], told["matches"], told["rounds"])


@overload
def evaluate(found: Linked, truth: Arrow | Iterable[str | int | None]) -> Evaluation: ...
@overload
def evaluate(found: Iterable[int], truth: Iterable[bool], *, true_pairs: int = 0) -> Evaluation: ...
def evaluate(found: Any, truth: Any, *, true_pairs: int = 0) -> Evaluation:
    """Precision and recall at each threshold.

    Of what `link_table` found, `truth` names the person of each row, `None` where it is not known. Of scores (`rank` of
    pairs) it says of each whether the two are one person; `true_pairs` is how many pairs of one person there are, those
    that were never compared too.
    """
    if isinstance(found, Linked):
        return Evaluation(found._linked.evaluate(truth))
    return Evaluation(_dcr.evaluate_scores(list(found), [bool(same) for same in truth], true_pairs))
