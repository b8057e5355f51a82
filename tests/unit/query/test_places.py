"""Where SQLite's errors are: each statement with its error under what is wrong."""

from __future__ import annotations

import sqlite3

import pytest

from netcollect.query.places import place_of, tokens


def judge(sql: str) -> str:
    connection = sqlite3.connect(":memory:")
    connection.executescript("CREATE TABLE t (a, b); CREATE TABLE u (a, c)")
    try:
        connection.execute("EXPLAIN " + sql)
    except sqlite3.Error as error:
        return str(error)
    finally:
        connection.close()
    return ""


#: What is wrong stands between « and ».
@pytest.mark.parametrize(
    "marked",
    [
        "SELECT «nope» FROM t",
        "SELECT a FROM «nope»",
        "SELECT a FROM t WHERE a IN (SELECT «d» FROM u)",
        "SELECT 'nope', «nope» FROM t -- nope",
        "SELECT x.a FROM t AS x WHERE «x.nope» = 1",
        "«SELEC» a FROM t",
        "SELECT a form «t»",
        "SELECT a, «FROM» t",
        "SELECT count(«FROM» t",
        "SELECT «nope»(a) FROM t",
        "SELECT a FROM t WHERE b = «'open»",
        "SELECT «@» FROM t",
        "SELECT a FROM t WHERE (a = 1« »",
        "SELECT «a» FROM t, u",
        'SELECT "a", «[nope]» FROM t',
        "SELECT «substr»() FROM t",
        "SELECT c FROM u UNION SELECT «c» FROM t",
    ],
)
def test_the_place_of_an_error(marked: str) -> None:
    begin, end = marked.find("«"), marked.find("»") - 1
    sql = marked.replace("«", "").replace("»", "")
    message = judge(sql)
    place = place_of(sql, message, judge)
    assert place is not None, message
    assert sql[place.begin : place.end].strip() == sql[begin:end].strip(), message
    assert place.begin == len(sql.rstrip()) if sql[begin:end] == " " else place.begin == begin


def test_what_has_no_place_has_none() -> None:
    assert place_of("SELECT 1", "interrupted", judge) is None


def test_tokens_are_without_blanks_and_comments() -> None:
    sql = "SELECT a.b, 'it''s', \"x\" -- end\n/* more */ FROM [t] WHERE a<>1.5"
    found = [each.text for each in tokens(sql)]
    assert found == [
        "SELECT", "a", ".", "b", ",", "'it''s'", ",", '"x"', "FROM", "[t]", "WHERE", "a", "<>", "1.5",
    ]  # fmt: skip
