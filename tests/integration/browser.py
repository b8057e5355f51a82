"""Chromium without a screen: opens a page, and tells what it logged and what it asked the network for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from axe_core_python.selenium import Axe
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from integration.real.requirements import program

Scheme = Literal["light", "dark"]
_QUIET = (
    "--headless=new", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--no-first-run", "--hide-scrollbars",
)  # fmt: skip
#: What axe-core calls findings that keep people out.
_GRAVE = ("serious", "critical")


class Browser:
    """One Chromium; each `open` is a fresh page."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self._driver = driver

    def open(self, path: Path, *, scheme: Scheme = "light", width: int = 1280, scripts: bool = True) -> None:
        """Opens a file; without `scripts` as in a browser that runs none."""
        self.command("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        self.media("screen", scheme)
        self._log("browser")
        self._log("performance")
        self._driver.get(path.as_uri())

    def media(self, media: str, scheme: Scheme = "light") -> None:
        """What the page is shown on, and which colours the person likes."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.command("Emulation.setEmulatedMedia", media=media, features=features)

    def command(self, name: str, **arguments: Any) -> Any:
        """A command of the DevTools protocol."""
        return self._driver.execute_cdp_cmd(name, arguments)

    def all(self, selector: str) -> list[WebElement]:
        """The elements that fit."""
        return self._driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first element that fits."""
        return self._driver.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """The texts of the elements that fit and can be seen."""
        script = (
            "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility())"
            ".map(e => e.textContent.trim())"
        )
        found: list[str] = self.run(script, selector)
        return found

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns; it runs beside the page, whatever the page's policy says."""
        return self._driver.execute_script(script, *arguments)

    def press(self, *keys: str) -> None:
        """Types keys, where the focus is."""
        ActionChains(self._driver).send_keys(*keys).perform()

    def wait(self, script: str) -> None:
        """Waits until a script returns something true."""
        from selenium.webdriver.support.wait import WebDriverWait  # noqa: PLC0415

        WebDriverWait(self._driver, 10, poll_frequency=0.02).until(lambda _: self.run(script))

    def _log(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._driver.get_log(name)  # type: ignore[no-untyped-call]
        return found

    def logged(self) -> list[str]:
        """What the page wrote to the console since it was opened: errors, and what its policy refused."""
        return [entry["message"] for entry in self._log("browser")]

    def requests(self) -> list[str]:
        """The addresses that were asked for since the page was opened, the page itself among them."""
        messages = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        return [
            each["params"]["request"]["url"]
            for each in messages
            if each["method"] == "Network.requestWillBeSent"
        ]

    def barriers(self) -> list[str]:
        """What axe-core finds that keeps people out: the rule, and where."""
        found = Axe().run(self._driver)["violations"]
        return [
            f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
            for each in found
            if each["impact"] in _GRAVE
            for node in each["nodes"]
        ]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, until it is left."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(program("chromium"))
    for argument in (*_QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(program("chromedriver"))))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
