"""The page of a run in Chromium: it does what it says, loads nothing, and keeps nobody out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.common.exceptions import JavascriptException
from selenium.webdriver.common.keys import Keys

from integration.browser import Browser, Scheme, chromium
from integration.real.requirements import lacking_for_browser, require
from netcollect.app.report import Selection, page, write_page
from unit.audit.samples import rules_of
from unit.compare.samples import brief, config, first_day, second_day
from unit.fakes import ok

pytestmark = pytest.mark.xdist_group("browser")

HOSTILE = "</td><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>\x1b[2J\u202e"
RULES = """\
rules:
  - {id: ntp, title: The clock, severity: critical, command: show run, expect: [{contains: 192.0.2.1}]}
  - {id: described, severity: low, command: show run, expect: [{under: interface .*, lacks: "<img"}]}
"""
VISIBLE = "[...document.querySelectorAll('#t-1 tbody tr')].filter(row => row.checkVisibility())"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this module."""
    require(lacking_for_browser())
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with everything on it, and a device that prints markup."""
    output = tmp_path_factory.mktemp("page")
    first_day(output)
    hostile = config(description=HOSTILE)
    tenth = brief().replace("GigabitEthernet0/3 ", "GigabitEthernet0/10")
    run = second_day(output, R4=[ok("show run", hostile), ok("sh ip int br", tenth)])
    path = output / "report.html"
    write_page(page(run, output, Selection(rules=rules_of(output, RULES))), path)
    return path


def rows(browser: Browser, column: int) -> list[str]:
    """The cells of a column of the first table, of the rows that can be seen."""
    found: list[str] = browser.run(f"return {VISIBLE}.map(row => row.cells[{column}].textContent.trim())")
    return found


def test_a_filter_keeps_the_rows_with_all_words_and_says_how_many(browser: Browser, report: Path) -> None:
    browser.open(report)
    browser.one("#f-1").send_keys("gigabit -r1 DOWN")
    browser.wait("return document.querySelector('output[for=f-1]').value === '0 of 8'")
    assert rows(browser, 0) == []
    assert "No row fits" in browser.run(
        "return getComputedStyle(document.querySelector('#t-1 tbody'), '::after').content"
    )
    browser.one("#f-1").clear()
    browser.one("#f-1").send_keys("down")
    browser.wait("return document.querySelector('output[for=f-1]').value === '1 of 8'")
    assert rows(browser, 0) == ["R1"]
    browser.one("#f-1").send_keys(Keys.BACKSPACE * 4)
    browser.wait("return document.querySelector('output[for=f-1]').value === ''")
    assert len(rows(browser, 0)) == 8


def test_the_whole_page_can_be_about_some_devices(browser: Browser, report: Path) -> None:
    browser.open(report)
    browser.run("for (const fold of document.querySelectorAll('details')) fold.open = true")
    browser.one("#only-devices").send_keys("r2")
    browser.wait("return !document.getElementById('narrowed').hidden")
    assert browser.texts("#changed details.change .who") == ["3 devices", "R2"]
    assert browser.texts("#changed > h3") == ["show run"]
    assert browser.texts("#failed .cause") == []
    assert [browser.texts(f"#{table} tbody th") for table in ("t-devices", "matrix")] == [["R2"], ["R2"]]
    assert set(rows(browser, 0)) == {"R2"}
    assert browser.texts(".finding .names") == ["R1R2R3"]
    browser.one("#narrowed button").click()
    assert len(browser.texts("#t-devices tbody th")) == 6
    assert len(browser.texts("#failed .cause")) == 1


def test_sorting_takes_numbers_for_numbers_and_comes_back(browser: Browser, report: Path) -> None:
    browser.open(report)
    first = rows(browser, 1)
    head = browser.all("#t-1 thead button")[1]
    head.click()
    assert rows(browser, 1)[-2:] == ["GigabitEthernet0/3", "GigabitEthernet0/10"]
    assert browser.texts("#t-1 th[aria-sort=ascending]") == ["interface"]
    assert browser.one("#said").text == "Sorted by interface, ascending"
    head.click()
    assert rows(browser, 1)[0] == "GigabitEthernet0/10"
    head.click()
    assert rows(browser, 1) == first
    assert browser.texts("#t-1 th[aria-sort=descending]") == []


def test_folds_open_and_close_all_at_once_and_by_the_keyboard(browser: Browser, report: Path) -> None:
    browser.open(report)
    number = "return document.querySelectorAll('details.change[open]').length"
    fold, unfold = (
        browser.one(f"button[data-folds=changed]{more}") for more in (":not([data-open])", "[data-open]")
    )
    fold.click()
    assert browser.run(number) == 0
    browser.one("details.change summary").send_keys(Keys.ENTER)
    assert browser.run(number) == 1
    assert "ntp server 192.0.2.9" in browser.one("details.change[open] .new ins").text
    unfold.click()
    assert browser.run(number) == len(browser.all("details.change"))


def test_a_cell_of_the_matrix_shows_its_evidence(browser: Browser, report: Path) -> None:
    browser.open(report)
    cell = browser.one("#matrix tbody tr:nth-child(2) a")
    cell.send_keys(Keys.ENTER)
    dialog = browser.one("dialog[open]")
    assert "R2: The clock" in dialog.text
    assert "violated" in dialog.text
    assert "as far back" not in dialog.text
    browser.press(Keys.ESCAPE)
    assert browser.all("dialog[open]") == []
    assert browser.run("return document.activeElement.closest('tr').cells[0].textContent") == "R2"
    browser.one("#only").click()
    names = (
        "return [...document.querySelectorAll('#matrix tbody tr:not([hidden]) th')].map(e => e.textContent)"
    )
    assert browser.run(names) == ["R1", "R2", "R3", "R4"]


def test_without_scripts_a_cell_leads_to_its_evidence(browser: Browser, report: Path) -> None:
    browser.open(report, scripts=False)
    browser.one("#matrix tbody tr:nth-child(4) a").click()
    found = browser.one(".finding:target")
    assert found.is_displayed()
    assert "<img src=x" in found.text


def test_it_logs_nothing_and_no_request_leaves_it(browser: Browser, report: Path) -> None:
    browser.open(report)
    browser.run("for (const each of document.querySelectorAll('button, summary')) each.click()")
    assert browser.logged() == []
    assert [each for each in browser.requests() if each != "data:,"] == [report.as_uri()]


def test_what_a_device_prints_is_inert(browser: Browser, report: Path) -> None:
    browser.open(report)
    shown = HOSTILE.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    assert any(shown in text for text in browser.texts(".new"))
    assert browser.run("return window.hacked ?? null") is None
    assert browser.all("img, #main script, iframe") == []
    # The policy would stop what an escape had missed.
    browser.run("const img = new Image(); img.src = 'http://127.0.0.1:9/x'; document.body.append(img)")
    with pytest.raises(JavascriptException, match="TrustedScript"):
        browser.run("document.body.setAttribute('onclick', 'window.hacked = 3')")
    with pytest.raises(JavascriptException, match="TrustedHTML"):
        browser.run("document.body.innerHTML = '<b>'")
    assert any("img-src" in each for each in browser.logged())


def test_the_keyboard_reaches_everything(browser: Browser, report: Path) -> None:
    browser.open(report)
    wanted = browser.run(
        "const all = document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]');"
        "return [...all].filter(e => e.checkVisibility({visibilityProperty: true}))"
        ".map((e, n) => e.dataset.place = String(n))"
    )
    reached = []
    for _ in wanted:
        browser.press(Keys.TAB)
        reached.append(
            browser.run("return document.activeElement.dataset.place ?? document.activeElement.tagName")
        )
    assert reached == wanted


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(browser: Browser, report: Path, scheme: Scheme) -> None:
    browser.open(report, scheme=scheme)
    browser.run("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert browser.barriers() == []


def test_it_is_whole_without_scripts(browser: Browser, report: Path) -> None:
    browser.open(report, scripts=False)
    text = browser.one("main").text
    assert "5 of 6 devices collected" in text
    assert "ntp server 192.0.2.9" in text
    assert "show run: % Invalid input" in text
    assert len(browser.all("#t-1 tbody tr")) == 8
    assert not any(each.is_displayed() for each in browser.all("button, input"))


@pytest.mark.parametrize("width", [360, 1600])
def test_it_is_never_wider_than_the_window(browser: Browser, report: Path, width: int) -> None:
    browser.open(report, width=width)
    browser.run("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert browser.run("return document.scrollingElement.scrollWidth") <= width


def test_paper_has_the_changes_and_no_controls(browser: Browser, report: Path) -> None:
    browser.open(report)
    browser.one("button[data-folds=changed]:not([data-open])").click()
    browser.run("dispatchEvent(new Event('beforeprint'))")
    browser.media("print", "dark")
    assert len(browser.all("details.change[open]")) == len(browser.all("details.change"))
    assert not any(each.is_displayed() for each in browser.all(".bar, .filter, .folds"))
    assert browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert browser.all("details.change[open]") == []
