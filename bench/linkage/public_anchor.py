"""The anchor on the public sets: Splink 5, well specified for their columns, in the same run.

It sees the columns as they stand in the files, in lower case, and is told what each of them is; the engine is only told
which of its own columns each fills. Names are adjusted by their frequency, dates and numbers compared by slips of one
and two signs, given name and surname also the other way round; m is trained by EM in two sessions that block on
different things, u on pairs drawn by chance. Whoever can specify it better is invited to: all of it is this file.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.comparison_level_library import CustomLevel, ElseLevel, NullLevel
from splink.comparison_library import CustomComparison

Columns = tuple[str, ...]
SELDOM = 0.01


@dataclass(frozen=True)
class Specification:
    """Comparisons; what pairs are compared; what is nearly sure and how many of the pairs that finds; EM's blocks."""

    comparisons: list[Any]  # Any: comparisons of several kinds, which Splink gives no type in common
    blocking: tuple[Columns, ...]
    sure: tuple[Columns, ...]
    recall: float
    sessions: tuple[Columns, ...]


def _slips(column: str, *, near: tuple[int, ...] = (1, 2)) -> Any:  # Any: as above
    return cl.DamerauLevenshteinAtThresholds(column, list(near))


def _parts_of(born: str) -> str:
    """How many of year, month and day agree, in SQL."""
    parts = ("[:4]", "[6:7]", "[9:10]")
    return " + ".join(f"({born}_l{part} = {born}_r{part})::INT" for part in parts)


def _seldom() -> Any:  # Any: as above
    """Everything else: so seldom met with the same person that EM would take it for impossible, or stop at 1e-300."""
    return ElseLevel().configure(m_probability=SELDOM, fix_m_probability=True)


def rl_specification() -> Specification:
    """Return the specification for RLdata500 and RLdata10000: two given names, a family name, a birth date.

    Tried in this order on both: m of the date learnt on pairs of one given and one family name, which in these sets
    always differ in the date (best F1 0.756 on RLdata10000); on pairs of one given name, and of one family name.
    """
    date = CustomComparison(
        [
            NullLevel("born"),
            CustomLevel("born_l = born_r", "same").configure(tf_adjustment_column="born"),
            CustomLevel("damerau_levenshtein(born_l, born_r) <= 1", "one slip"),
            CustomLevel(f"{_parts_of('born')} = 2", "two of three parts"),
            _seldom(),
        ],
        output_column_name="born",
    )
    names = [
        CustomComparison(
            [
                NullLevel(column),
                CustomLevel(f"{column}_l = {column}_r", "same").configure(tf_adjustment_column=column),
                CustomLevel(f"damerau_levenshtein({column}_l, {column}_r) <= 1", "one slip"),
                _seldom(),
            ],
            output_column_name=column,
        )
        for column in ("given", "family")
    ]
    second = CustomComparison(
        [NullLevel("given2"), CustomLevel("given2_l = given2_r", "same"), _seldom()], output_column_name="given2"
    )
    return Specification(
        [*names, second, date],
        (("born",), ("given", "family"), ("given", "year"), ("family", "year"), ("given", "day"), ("family", "day")),
        (("born", "given"), ("born", "family")),
        0.9,
        (("born",), ("given",), ("family",)),
    )


def febrl_specification() -> Specification:
    """Return the specification for FEBRL 1 to 4."""
    return Specification(
        [
            cl.ForenameSurnameComparison("given_name", "surname"),
            _slips("date_of_birth"),
            _slips("soc_sec_id"),
            cl.JaroWinklerAtThresholds("address_1", [0.95, 0.85]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("suburb", [0.9]).configure(term_frequency_adjustments=True),
            _slips("postcode", near=(1,)),
            _slips("street_number", near=(1,)),
            cl.ExactMatch("state"),
        ],
        (
            ("soc_sec_id",),
            ("given_name", "surname"),
            ("surname", "date_of_birth"),
            ("given_name", "date_of_birth"),
            ("date_of_birth", "postcode"),
            ("address_1", "postcode"),
            ("address_1", "street_number"),
            ("given_name", "postcode"),
            ("surname", "postcode"),
            ("suburb", "date_of_birth"),
            ("surname", "address_1"),
        ),
        (("soc_sec_id",),),
        0.8,
        (("soc_sec_id",), ("date_of_birth", "postcode")),
    )


def historical_specification() -> Specification:
    """Return the specification for historical_50k: the comparisons and blocks of Splink's own demo of that set."""
    return Specification(
        [
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_and_surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        (
            ("first_name_3", "surname_4"),
            ("surname", "dob"),
            ("first_name", "dob"),
            ("postcode_fake", "first_name"),
            ("postcode_fake", "surname"),
            ("dob", "birth_place"),
            ("postcode_fake_3", "dob"),
            ("postcode_fake_3", "first_name"),
            ("postcode_fake_3", "surname"),
            ("first_name_2", "surname_2", "dob_4"),
        ),
        (("first_name", "surname", "dob"), ("first_name_2", "surname", "postcode_fake_2"), ("dob", "postcode_fake")),
        0.6,
        (("first_name", "surname"), ("dob",)),
    )


def find_with_splink(tables: list[pa.Table], specification: Specification) -> pa.Table:
    """Return person_id, entry_id, probability of all pairs compared, of one table or between two.

    tables: unique_id and the columns compared. Within one table the smaller id stands first.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    con = duckdb.connect()
    con.execute("SET threads = 2")
    api = DuckDBAPI(connection=con)
    names = ["a", "b"][: len(tables)]
    for name, table in zip(names, tables, strict=True):
        con.register(f"given_{name}", table)
        con.execute(f"CREATE TABLE {name} AS SELECT * FROM given_{name}")
    settings = SettingsCreator(
        link_type="link_only" if len(tables) > 1 else "dedupe_only",
        comparisons=specification.comparisons,
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in specification.blocking],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker([api.register(name, table_name=f"s{name}") for name in names], settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [block_on(*columns) for columns in specification.sure], recall=specification.recall
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for columns in specification.sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    scored = linker.inference.predict(threshold_match_probability=0.0)
    is_first = "source_dataset_l = 'sa'" if len(tables) > 1 else "unique_id_l < unique_id_r"
    return con.sql(
        f"SELECT if({is_first}, unique_id_l, unique_id_r) AS person_id, "
        f"if({is_first}, unique_id_r, unique_id_l) AS entry_id, match_probability AS probability "
        f"FROM {scored.physical_name}"
    ).to_arrow_table()
