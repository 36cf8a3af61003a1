"""The report and the audit, opened in a real browser."""

import pytest
from browser import errors, needs_browser, opened
from conftest import ROOT
from selenium.webdriver.common.by import By

from taskcomplexity.studies.tasks.claims.audit import claims
from taskcomplexity.studies.tasks.claims.matrices import MATRICES

pytestmark = [pytest.mark.workflow, needs_browser]


def test_the_report_shows_every_figure(finished, browser):
    path = finished.folder / "report.html"
    done = finished("--report", str(path))
    assert done.returncode == 0, done.stderr[-3000:]
    wait = opened(browser, path)
    wait("How task complexity shapes neural networks")
    for category in ("Audit", "Figures", "Tables"):
        wait(category)
    browser.find_element(By.XPATH, "//a[normalize-space()='Figures']").click()
    for shows in (
        "pruning, noise, sign flips, d = 64",
        "seven randomizations",
        "distances between classes",
    ):
        wait(shows)
    rows = browser.find_elements(By.CSS_SELECTOR, "#app table tbody tr")
    assert len(rows) == 9
    assert not errors(browser)


def test_the_audit_shows_every_claim(finished, browser):
    wait = opened(browser, finished.path("audit.html"))
    wait("Audit against the published results")
    text = browser.find_element(By.TAG_NAME, "body").text
    for claim in claims(ROOT / "resources/published/tasks"):
        assert claim.statement in text
    widths = [
        picture.get_property("naturalWidth")
        for picture in browser.find_elements(By.TAG_NAME, "img")
    ]
    assert len(widths) == len(MATRICES) == 3
    assert min(widths) > 500
    assert not errors(browser)
