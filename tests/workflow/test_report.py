"""The report and the audit, opened in a real browser."""

import shutil

import pytest
from conftest import ROOT
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from taskcomplexity.studies.tasks.claims.audit import claims
from taskcomplexity.studies.tasks.claims.matrices import MATRICES

pytestmark = [
    pytest.mark.workflow,
    pytest.mark.skipif(
        not (shutil.which("chromium") and shutil.which("chromedriver")),
        reason="needs chromium and chromedriver (Debian: chromium chromium-driver)",
    ),
]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1600",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    yield driver
    driver.quit()


def opened(browser, path):
    browser.get(path.as_uri())
    return lambda text: WebDriverWait(browser, 20).until(
        lambda driver: text in driver.find_element(By.TAG_NAME, "body").text
    )


def errors(browser):
    return [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


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
