"""Matching whole tables from Python: what goes in as Arrow and as plain columns, and what comes out."""

from __future__ import annotations

import csv
import json
import threading
from datetime import date
from pathlib import Path
from typing import Any

import dcr
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from dcr.__main__ import main

CLIENTS = Path(__file__).parents[1] / "vectors" / "matching" / "clients.csv"
PEOPLE = ["a", "a", "a", "b", "c", "c", "d", "e", "e", "f", "f", "f", None, None]


def columns() -> dict[str, list[str]]:
    rows = list(csv.DictReader(CLIENTS.open(encoding="utf-8", newline="")))
    return {name: [row[name] for row in rows] for name in rows[0]}


def table() -> pa.Table:
    return pa.table({name: [value or None for value in values] for name, values in columns().items()})


def answers(linked: dcr.Linked) -> tuple[str, str, str]:
    return linked.to_json("clusters"), linked.to_json("pairs"), linked.to_json("summary")


def written(as_type: pa.DataType, name: str) -> pa.Table:
    whole = table()
    place = whole.column_names.index(name)
    return whole.set_column(place, name, whole[name].cast(as_type))


def test_a_table_is_matched_with_itself() -> None:
    linked = dcr.link_table(table())
    assert linked.rows == 14 and linked.people < 14 and linked.second is None
    cluster_of = linked.cluster_of
    assert cluster_of[0] == cluster_of[1] and cluster_of[4] == cluster_of[5]
    assert cluster_of[0] != cluster_of[3] and cluster_of[7] != cluster_of[8]
    assert linked.left_out == [] and linked.scored > 0
    assert repr(linked) == f"<Linked rows=14 people={linked.people}>"


def test_every_form_of_a_table_gives_the_same() -> None:
    expected = answers(dcr.link_table(columns()))
    whole = table()
    chunked = pa.concat_tables([whole.slice(0, 5), whole.slice(5, 0), whole.slice(5, 3), whole.slice(8)])
    batch = whole.combine_chunks().to_batches()[0]
    shapes = [whole, chunked, batch, pa.RecordBatchReader.from_batches(whole.schema, chunked.to_batches())]
    shapes += [written(kind, "given_name") for kind in (pa.large_string(), pa.string_view())]
    shapes += [
        written(pa.dictionary(keys, pa.string()), "family_name") for keys in (pa.int8(), pa.uint32(), pa.int64())
    ]
    shapes += [
        written(kind, "birth_date") for kind in (pa.date32(), pa.date64(), pa.timestamp("ns"), pa.timestamp("s"))
    ]
    shapes += [written(kind, "uprn") for kind in (pa.int64(), pa.uint64())]
    for shape in shapes:
        assert answers(dcr.link_table(shape)) == expected
    plain: dict[str, list[Any]] = {**columns()}
    plain["birth_date"] = [date.fromisoformat(day) if day else None for day in plain["birth_date"]]
    plain["uprn"] = [int(uprn) if uprn else None for uprn in plain["uprn"]]
    assert answers(dcr.link_table(plain)) == expected


@pytest.mark.parametrize("threads", [0, 2, 7])
def test_threads_change_nothing(threads: int) -> None:
    assert answers(dcr.link_table(table(), threads=threads)) == answers(dcr.link_table(table()))


def test_two_tables_are_matched_with_one_another_alone() -> None:
    whole = table()
    linked = dcr.link_table(whole.slice(0, 5), whole.slice(5))
    assert linked.second == 5
    pairs = linked.pairs.to_pylist()
    assert pairs and all(pair["left"] < 5 <= pair["right"] for pair in pairs)


def test_columns_of_other_names_are_named() -> None:
    expected = answers(dcr.link_table(table()))
    names = {name: f"C_{name}" for name in table().column_names}
    renamed = table().rename_columns(names)
    assert answers(dcr.link_table(renamed, columns=names)) == expected
    with pytest.raises(dcr.InputError) as nothing:
        dcr.link_table(renamed)
    assert nothing.value.code == "match-table.nothing-to-compare"
    halves = [renamed.slice(0, 5), table().slice(5)]
    given = dcr.link_table(*halves, columns=names, other_columns={name: name for name in names})
    assert answers(given) == answers(dcr.link_table(table().slice(0, 5), table().slice(5)))


@pytest.mark.parametrize(
    ("columns", "code", "told"),
    [
        ({"surname": "family_name"}, "match-table.field-unknown", "surname"),
        ({"family_name": "surname"}, "match-table.column-missing", "column surname, for field family_name"),
        ({"family_name": ["family_name", "maiden"]}, "match-table.column-missing", "maiden"),
    ],
)
def test_unknown_columns_are_located(columns: dict[str, str | list[str]], code: str, told: str) -> None:
    for shape in (table(), table().to_pydict()):
        with pytest.raises(dcr.InputError, match=told) as unknown:
            dcr.link_table(shape, columns=columns)
        assert unknown.value.code == code


def test_values_that_cannot_be_read_are_located() -> None:
    bad: list[Any] = [
        pa.table({"uprn": [1.5, 2.5]}),
        pa.table({"birth_date": pa.array([0, 1], pa.timestamp("s", tz="Europe/London"))}),
        pa.table({"given_name": [["Ann"], ["Bill"]]}),
        {"given_name": [b"Ann"]},
        {"uprn": [True]},
    ]
    for shape in bad:
        with pytest.raises(dcr.InputError, match=r"column (uprn|birth_date|given_name)") as refused:
            dcr.link_table(shape)
        assert refused.value.code == "match-table.column-type"
    with pytest.raises(dcr.InputError) as short:
        dcr.link_table({"given_name": ["Ann", "Bill"], "family_name": ["Fossett"]})
    assert short.value.code == "match-table.length"


def test_what_is_found_is_arrow_again() -> None:
    linked = dcr.link_table(table())
    clusters = pa.table(linked.clusters)
    assert clusters.schema == pa.schema([pa.field(name, pa.uint32(), False) for name in ("row", "cluster")])
    assert clusters["cluster"].to_pylist() == linked.cluster_of and len(linked.clusters) == 14
    pairs = pa.table(linked.pairs)
    assert pairs.to_pylist() == linked.pairs.to_pylist() == json.loads(linked.to_json("pairs"))
    assert pa.table(linked.review).to_pylist() == linked.review.to_pylist() == json.loads(linked.to_json("review"))
    ranks = pa.table(linked.review)["rank"].to_pylist()
    assert ranks == sorted(ranks, reverse=True)
    assert pa.schema(linked.pairs) == pairs.schema
    assert linked.pairs.column_names == pairs.column_names
    empty = dcr.link_table(table().slice(0, 0))
    assert pa.table(empty.pairs).num_rows == 0 and empty.people == 0


def test_explaining_tells_pieces_and_words() -> None:
    linked = dcr.link_table(table())
    pair = linked.pairs.to_pylist()[0]
    told = linked.explain(pair["left"], pair["right"])
    assert told["score"] == pair["score"]
    assert sum(piece["weight"] for piece in told["waterfall"]) - told["household_cap"] == pair["score"]
    assert linked.explain_text(pair["left"], pair["right"]) == told["text"]
    with pytest.raises(dcr.InputError) as unknown:
        linked.explain(0, 99)
    assert unknown.value.code == "match-table.row-unknown"


def test_decisions_join_keep_apart_and_are_taken_back() -> None:
    before = dcr.link_table(table())
    named = {"source": "10B", "local_id": "C5"}
    joined = dcr.link_table(table(), decisions=[{"left": 7, "right": named, "decision": "same"}])
    assert joined.cluster_of[7] == joined.cluster_of[8]
    apart = dcr.link_table(table(), decisions=[{"left": 4, "right": 5, "decision": "different"}])
    assert apart.cluster_of[4] != apart.cluster_of[5]
    assert not [pair for pair in apart.review.to_pylist() if (pair["left"], pair["right"]) == (4, 5)]
    assert answers(dcr.link_table(table(), decisions=[])) == answers(before)
    with pytest.raises(dcr.InputError) as unknown:
        dcr.link_table(table(), decisions=[{"left": 99, "right": 5, "decision": "same"}])
    assert unknown.value.code == "match-table.decision-row"


def test_progress_is_told_and_may_break_off() -> None:
    heard: list[tuple[str, int]] = []
    dcr.link_table(table(), progress=lambda step, done: heard.append((step, done)))
    assert heard[0] == ("compared", 1) and heard[-1] == ("clustered", 1)
    with pytest.raises(dcr.InputError) as broken:
        dcr.link_table(table(), progress=lambda step, done: False)
    assert broken.value.code == "match-table.broken-off"

    def fails(step: str, done: int) -> None:
        raise LookupError(step)

    with pytest.raises(LookupError, match="compared"):
        dcr.link_table(table(), progress=fails)


def test_other_threads_run_meanwhile() -> None:
    ran = threading.Event()
    told: list[bool] = []

    def progress(step: str, done: int) -> None:
        if not told:
            other = threading.Thread(target=ran.set)
            other.start()
            told.append(ran.wait(20))
            other.join()

    dcr.link_table(table(), progress=progress, threads=2)
    assert told == [True]


def test_models_are_documents() -> None:
    model = dcr.MatchModel.english()
    assert dcr.MatchModel.from_json(model.to_json()) == model
    assert len(model.digest) == 16 and model.digest in repr(model)
    strict = model.with_thresholds(10_000, 9_000)
    assert strict.thresholds == dcr.Thresholds(10_000, 9_000) and strict != model
    assert dcr.link_table(table(), model=strict).people > dcr.link_table(table(), model=model).people
    assert dcr.link_table(table()).model.to_json() == dcr.link_table(table()).to_json("model")
    with pytest.raises(dcr.RulesError) as fault:
        dcr.MatchModel.from_json("{")
    assert fault.value.code == "match-model.json"
    with pytest.raises(TypeError):
        dcr.MatchModel()


def made_up(people: int) -> dict[str, list[str]]:
    """Each person twice, the second time now and then with a slip."""
    twice: dict[str, list[str]] = {"given_name": [], "family_name": [], "birth_date": [], "person": []}
    for row in range(2 * people):
        person, slip = row % people, int(row >= people and row % 7 == 0)
        twice["given_name"].append(f"Na{chr(97 + person % 20)}{chr(98 + person // 20)}ella")
        twice["family_name"].append(f"Fo{chr(97 + person // 10)}{chr(99 + person % 10)}sett")
        twice["birth_date"].append(f"{1930 + person % 60}-{1 + person % 12:02}-{2 + (person + slip) % 26:02}")
        twice["person"].append(str(person))
    return twice


def test_a_model_is_trained_and_evaluated() -> None:
    rows = made_up(200)
    trained = dcr.train(rows, threads=2)
    assert trained.model == dcr.train(rows).model and trained.model.name.endswith("+trained")
    assert trained.candidates >= trained.matches > 100
    linked = dcr.link_table(rows, model=trained.model)
    found = dcr.evaluate(linked, pa.array(rows["person"]))
    assert found.true_pairs == 200 and found.points[0].precision == 1_000_000
    assert found.points[-1].recall > 800_000
    recommended = found.recommend(1000)
    assert recommended is not None and recommended.possible <= recommended.link
    assert found.svg().startswith("<svg") and found._repr_svg_() == found.svg()
    with pytest.raises(dcr.InputError) as few:
        dcr.train(table())
    assert few.value.code == "train.too-few"


def test_scores_and_labels_are_evaluated() -> None:
    found = dcr.evaluate([400, 300, 300, 200, 200, 100], [True, True, True, False, True, False], true_pairs=5)
    assert found.recommend(0) == dcr.Thresholds(300, 100)
    assert [point.recall for point in found.points] == [200_000, 600_000, 800_000, 800_000]
    linked = dcr.link_table(table())
    assert dcr.evaluate(linked, PEOPLE).true_pairs == 8
    with pytest.raises(dcr.InputError) as short:
        dcr.evaluate(linked, PEOPLE[1:])
    assert short.value.code == "match-table.truth"


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", str(CLIENTS), "--out", str(tmp_path / "out"), "--threads", "2"]) == 0
    linked = dcr.link_table(columns())
    assert json.loads(capsys.readouterr().out) == json.loads(linked.to_json("summary"))
    clusters = list(csv.DictReader((tmp_path / "out" / "clusters.csv").open(encoding="utf-8")))
    assert [int(row["cluster"]) for row in clusters] == linked.cluster_of
    review = list(csv.DictReader((tmp_path / "out" / "review.csv").open(encoding="utf-8")))
    assert len(review) == len(linked.review)

    rows = made_up(200)
    file, model, plot = tmp_path / "rows.csv", tmp_path / "model.json", tmp_path / "plot.svg"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([list(rows), *zip(*rows.values(), strict=True)])
    assert main(["match", "train", str(file)]) == 0
    model.write_text(capsys.readouterr().out, encoding="utf-8")
    assert dcr.MatchModel.from_json(model.read_text(encoding="utf-8")) == dcr.train(rows).model
    assert main(["match", "evaluate", str(file), "--model", str(model), "--svg", str(plot)]) == 0
    assert json.loads(capsys.readouterr().out)["recommended"]["link"] > 0
    assert plot.read_text(encoding="utf-8").startswith("<svg")
    assert main(["match", str(tmp_path / "absent.csv")]) == 2
    decisions = tmp_path / "decisions.json"
    decisions.write_text('[{"left": 7, "right": 8, "decision": "same"}]', encoding="utf-8")
    capsys.readouterr()
    assert main(["match", str(CLIENTS), "--decisions", str(decisions)]) == 0
    assert json.loads(capsys.readouterr().out)["clusters"] == linked.people - 1
    decisions.write_text("[", encoding="utf-8")
    assert main(["match", str(CLIENTS), "--decisions", str(decisions)]) == 2
    with pytest.raises(SystemExit):
        main(["match", str(CLIENTS), "--threads", "-1"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("given_name,phone,family_name,phone\nAda,1,Marsh,2\n", "line 1: columns 2 and 4 have the same name"),
        (
            "given_name,family_name\nAda,Marsh\n\nBo,Quill,,x\n",
            "line 4: there is something in column 4, which has no name",
        ),
        ('given_name,family_name\n"Ada\nMary",Marsh\nBo,Quill,x\n', "line 4: there is something in column 3"),
        ("given_name,,family_name\nAda,x,Marsh\n", "line 2: there is something in column 2, which has no name"),
        ("given_name,family_name\nAda,Marsh\n" + "x" * 200_000, "line 3: this is not CSV, or a value is too long"),
    ],
)
def test_what_is_wrong_with_a_file_is_located(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    wrong, whole = tmp_path / "wrong.csv", tmp_path / "whole.csv"
    wrong.write_text(text, encoding="utf-8")
    whole.write_text("given_name,family_name,,\nAda,Marsh,,,\nBo\n\n", encoding="utf-8")
    assert main(["match", str(whole)]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 2
    for tables in ([wrong], [whole, wrong]):
        assert main(["match", *map(str, tables)]) == 2
        error = capsys.readouterr().err
        assert told in error and ("the other table, line" in error) == (tables[0] == whole)
        assert all(value not in error for value in ("Ada", "Marsh", "Quill", "phone"))


def test_what_a_cap_left_out_is_told() -> None:
    document = json.loads(dcr.MatchModel.english().to_json())
    model = dcr.MatchModel.from_json(json.dumps({**document, "block_limit": 2}))
    crowd = {"given_name": ["Ann"] * 3, "family_name": ["Smith"] * 3, "birth_date": ["1960-05-01"] * 3}
    linked = dcr.link_table(crowd, model=model)
    assert linked.people == 3 and linked.scored == 0
    kinds = [block.kind for block in linked.left_out]
    assert kinds == ["date_and_family", "date_and_initial", "names_and_year", "names_and_day"]
    assert all(len(block.key) == 16 and int(block.key, 16) > 0 and block.rows == 3 for block in linked.left_out)
    assert dcr.link_table(crowd).people == 1
