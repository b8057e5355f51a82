"""JUnit as Jenkins' schema has it and as GitLab reads it."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from netcollect.report.audits.junit import junit
from unit.report.audits.samples import sample

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))


def document() -> etree._Element:
    return etree.fromstring(b"".join(junit(sample())))


def test_it_is_what_the_schema_of_jenkins_accepts() -> None:
    SCHEMA.assertValid(document())
    wrong = document()
    wrong.find("testsuite").attrib.pop("failures")
    assert not SCHEMA.validate(wrong)


def test_each_verdict_is_a_case_that_gitlab_tells_apart() -> None:
    cases = {(case.get("classname"), case.get("name")): case for case in document().iter("testcase")}
    kinds = {key: [part.tag for part in case] for key, case in cases.items()}
    assert kinds == {
        ("ssh", "R1"): ["failure"],
        ("ssh", "R2"): ["failure"],
        ("ssh", "R3"): [],
        ("ssh", "R4"): ["skipped"],
        ("ssh", "R5"): ["error"],
        ("none", "(no device)"): ["skipped"],
    }
    (failure,) = cases["ssh", "R1"]
    assert (failure.get("type"), failure.get("message")) == ("high", "lacks 'a' in line vty 0 4")
    assert failure.text.startswith("violated since 20261103T020000Z-0003; it held last in 20261102T")
    assert "9: x\\x1b[2J\\x00 <script>" in failure.text
    assert failure.text.endswith("interface Gi0/1\nfix: do it")
    suite = document().find("testsuite")
    counts = [suite.get(name) for name in ("tests", "failures", "errors", "skipped")]
    assert counts == ["5", "2", "1", "1"]
