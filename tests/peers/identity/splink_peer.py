"""Splink on DuckDB with the models of its own tutorials.

County rows: the model of "Deduplicate 50k rows of historical persons", on these columns: first given name, family name,
date of birth and postcode as there; the GP practice in the place of `occupation` and the town of `birth_place` left
out, since the address is one line. Added, each with the comparison that Splink's library has for it: NHS number
(exact, only where modulus 11 holds), gender (exact), email. The telephone is not compared: a household shares it as it
shares the postcode, Splink counts both as independent, and its recall at precision 0.999 falls from 0.95 to 0.88 with
it. Its blocking rules are kept, with the outward postcode in the place of the first three letters of the postcode, the
rule on date and birth place replaced by one on date and practice, and rules on the NHS number and the telephone added.

FEBRL 4: the detailed model of the tutorial "Linking the febrl4 datasets". FEBRL 1 to 3: the model of the tutorial
"Febrl3 deduplication". Without the social security number its comparison and its rules are left out; for FEBRL 4,
street, suburb and state are then compared and either name and the suburb block by themselves, without which the
tutorial's model reaches a best F1 of only 0.993.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import splink.comparison_library as cl
from datasets import Dataset
from result import Matched
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

# The tutorial clusters its predictions at this probability.
CLUSTER_AT = 0.95


def _valid(number: str) -> bool:
    """Whether ten digits pass modulus 11."""
    if len(number) != 10 or not number.isdigit():
        return False
    check = -sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False)) % 11
    return check == int(number[9])


def _county(dataset: Dataset) -> tuple[list[pd.DataFrame], SettingsCreator, list, list]:
    rows = dataset.tables[0]
    table = pd.DataFrame({"unique_id": rows["row_id"]})
    table["first_name"] = rows["given_name"].str.upper().str.split(" ").str[0]
    table["surname"] = rows["family_name"].str.upper()
    table["first_name_surname_concat"] = table["first_name"] + " " + table["surname"]
    table["dob"] = rows["birth_date"].where(rows["birth_date"].str.len() == 10, "")
    table["postcode"] = rows["postcode"].str.upper().str.replace(" ", "")
    table["outcode"] = table["postcode"].str[:-3].where(table["postcode"].str.len() > 4, table["postcode"])
    table["practice"] = rows["practice"]
    table["gender"] = rows["gender"].where(rows["gender"].isin(["male", "female"]), "")
    digits = rows["phone"].str.replace(r"[^0-9]", "", regex=True)
    table["phone"] = digits.str.replace(r"^44", "0", regex=True)
    table["email"] = rows["email"]
    table["nhs_number"] = rows["nhs_number"].where(rows["nhs_number"].map(_valid), "")
    table = table.replace("", None)
    blocking = [
        block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
        block_on("surname", "dob"),
        block_on("first_name", "dob"),
        block_on("postcode", "first_name"),
        block_on("postcode", "surname"),
        block_on("dob", "practice"),
        block_on("outcode", "dob"),
        block_on("outcode", "first_name"),
        block_on("outcode", "surname"),
        block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        block_on("phone"),
    ]
    comparisons = [
        cl.ForenameSurnameComparison(
            "first_name",
            "surname",
            forename_surname_concat_col_name="first_name_surname_concat",
        ),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode").configure(term_frequency_adjustments=True),
        cl.ExactMatch("practice").configure(term_frequency_adjustments=True),
        cl.ExactMatch("gender"),
        cl.EmailComparison("email"),
    ]
    if dataset.identifier:
        blocking.append(block_on("nhs_number"))
        comparisons.append(cl.ExactMatch("nhs_number"))
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=blocking,
        comparisons=comparisons,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
        max_iterations=10,
        em_convergence=0.01,
    )
    deterministic = [
        "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
        (
            "substr(l.first_name,1,2) = substr(r.first_name,1,2) and l.surname = r.surname"
            " and substr(l.postcode,1,2) = substr(r.postcode,1,2) and l.dob = r.dob"
        ),
        "l.dob = r.dob and l.postcode = r.postcode",
    ]
    return (
        [table],
        settings,
        [block_on("first_name", "surname"), block_on("dob")],
        deterministic,
    )


def _febrl(dataset: Dataset) -> tuple[list[pd.DataFrame], SettingsCreator, list, list]:
    tables = [table.rename(columns={"row_id": "unique_id"}).replace("", None) for table in dataset.tables]
    two = len(tables) == 2
    comparisons = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
    ]
    deterministic = [block_on("given_name", "surname", "date_of_birth")]
    if two:
        blocking = [
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ]
        for comparison in comparisons[:2]:
            comparison.configure(term_frequency_adjustments=True)
        postcode = cl.DamerauLevenshteinAtThresholds("postcode", [1, 2])
    else:
        blocking = [
            block_on("given_name"),
            block_on("surname"),
            block_on("date_of_birth"),
            block_on("postcode"),
        ]
        postcode = cl.ExactMatch("postcode")
        deterministic.append(
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth"
        )
    comparisons.append(postcode.configure(term_frequency_adjustments=True))
    if two and not dataset.identifier:
        blocking += [block_on("given_name"), block_on("surname"), block_on("suburb")]
        comparisons.append(cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]))
        comparisons.append(cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]))
        comparisons.append(cl.ExactMatch("state"))
    if dataset.identifier:
        blocking.append(block_on("soc_sec_id"))
        comparisons.append(cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2] if two else [2]))
        deterministic.insert(0, block_on("soc_sec_id"))
    settings = SettingsCreator(
        link_type="link_only" if two else "dedupe_only",
        blocking_rules_to_generate_predictions=blocking,
        comparisons=comparisons,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    return (
        tables,
        settings,
        [block_on("date_of_birth"), block_on("postcode")],
        deterministic,
    )


def match(dataset: Dataset) -> Matched:
    """Trains as the tutorial does, predicts every pair of the blocks, clusters at the tutorial's threshold."""
    county = dataset.kind == "county"
    tables, settings, sessions, deterministic = (_county if county else _febrl)(dataset)
    api = DuckDBAPI()
    registered = [api.register(table) for table in tables]
    linker = Linker(registered if len(registered) > 1 else registered[0], settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(deterministic, recall=0.6 if county else 0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6 if county else 1e6, seed=1)
    for rule in sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    began = time.process_time()
    predicted = linker.inference.predict()
    scoring = time.process_time() - began
    pairs = (
        predicted.as_duckdbpyrelation()
        .project("unique_id_l, unique_id_r, match_weight, match_probability")
        .fetchnumpy()
    )
    left, right, weight = (np.asarray(pairs[column]) for column in ("unique_id_l", "unique_id_r", "match_weight"))
    likely = np.asarray(pairs["match_probability"]) >= CLUSTER_AT
    # The connected components that Splink's own clustering gives, without its tables of text.
    count = sum(len(table) for table in tables)
    edges = coo_matrix(
        (np.ones(likely.sum(), dtype=np.int8), (left[likely], right[likely])),
        shape=(count, count),
    )
    _, cluster = connected_components(edges, directed=False)
    return Matched(left, right, weight, cluster, len(left), seconds_scoring=scoring)
