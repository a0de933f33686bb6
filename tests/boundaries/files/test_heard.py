"""Notes of files reach who asked for the reading, whatever becomes of the tables on their way."""

import pandas as pd

from boundaries.files import heard, text
from boundaries.practices import table as practice_tables

TITLED = "Approved in March\n\ncode,size\nA,1\nB,2\nSource: us\n"


def test_titles_and_footnotes_of_a_file_are_heard(tmp_path):
    (tmp_path / "odd.csv").write_text(TITLED)
    with heard.hearing() as noted:
        read = text.text_table(tmp_path / "odd.csv")
    assert len(noted) == 2
    assert noted == read.attrs["notes"]


def test_the_outer_hears_what_the_inner_does_and_nobody_hears_afterwards(tmp_path):
    (tmp_path / "odd.csv").write_text(TITLED)
    with heard.hearing() as outer:
        heard.tell(["before"])
        with heard.hearing() as inner:
            text.text_table(tmp_path / "odd.csv")
        heard.tell(["after"])
    assert outer == ["before", *inner, "after"]
    text.text_table(tmp_path / "odd.csv")
    assert len(outer) == 4


def test_rows_as_a_plain_table_keep_their_notes(tmp_path):
    """A DataFrame made of another one has no ``attrs``, which once lost every note."""
    (tmp_path / "odd.csv").write_text(TITLED)
    rows = practice_tables.read_rows(tmp_path / "odd.csv")
    assert type(rows) is pd.DataFrame
    assert len(rows.attrs["notes"]) == 2


def test_what_is_part_of_a_sentence_already_said_is_not_said_again():
    notes = ["a.csv: Row 3 sums up.", "b.csv: The header is row 2.", "a.csv: Row 3 sums up."]
    assert heard.untold(notes, ["Note: Layer X: A.CSV: row 3 sums up."]) == [notes[1]]
    assert heard.untold(notes, []) == notes[:2]
