"""The page of results, opened from disk in a real browser."""

import csv
import time

import pytest
from browser import errors, needs_browser, requested
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait
from small_page import CLASSES, make_part

from taskcomplexity.page.join import join

pytestmark = [pytest.mark.workflow, needs_browser]

RAN = {"stages": [{"stage": "train", "jobs": 2, "seconds": 15.0, "mebibytes": 500.0}]}
WIDE, NARROW = (1300, 1200), (390, 800)


def built(browser, path):
    browser.get(path.as_uri())
    script = "return document.documentElement.dataset.built"
    WebDriverWait(browser, 20).until(lambda driver: driver.execute_script(script) == "yes")
    WebDriverWait(browser, 20).until(
        lambda driver: driver.find_elements(By.CSS_SELECTOR, "#matrix svg, #curve-chart svg")
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home, _ = make_part(tmp_path_factory.mktemp("page"))
    join(home, ["all"], RAN)
    return home


@pytest.fixture
def page(folder, browser):
    browser.get_log("browser")
    requested(browser)
    resize(browser, WIDE)
    built(browser, folder / "index.html")
    return browser


def resize(browser, size):
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def dress(browser, scheme):
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def find(browser, selector):
    return browser.find_elements(By.CSS_SELECTOR, selector)


def choose(browser, part, label, value):
    """Choose an option of a control of a part of the page, by what is read."""
    path = f"//section[@id='{part}']//label[normalize-space(text()[1])='{label}']/select"
    Select(browser.find_element(By.XPATH, path)).select_by_visible_text(value)


def shown_pair(browser):
    return browser.find_element(By.CSS_SELECTOR, "#pairs .panel h3").text


def rows(browser, part):
    return [row.text for row in find(browser, f"{part} tbody tr")]


def test_nothing_fails_and_nothing_is_asked_of_a_network(page):
    time.sleep(0.5)
    assert not errors(page)
    asked = requested(page)
    assert asked
    assert {address.split(":")[0] for address in asked} <= {"file", "data", "blob"}


def test_what_users_wrote_stays_text(page):
    assert not find(page, "b, i")
    for name in CLASSES:
        assert any(name in option.text for option in find(page, "#pairs option"))
        assert any(name in row for row in rows(page, "#pair-rows"))
        assert any(name in label.text for label in find(page, "#matrix svg text"))
    assert any("<i>all</i> hold" in row for row in rows(page, "#verdicts"))
    assert "<i>$5</i>" in page.find_element(By.ID, "ran").text
    assert "Own $5" in page.find_element(By.ID, "pairs").text
    for search in find(page, "input[type=search]"):
        search.send_keys("R&D")
    assert any("R&D <img" in row for row in rows(page, "#verdicts"))
    time.sleep(0.5)
    assert page.title == "Results"


def test_pointing_at_a_cell_tells_of_its_pair(page):
    cells = find(page, "#matrix svg path[role=graphics-symbol]")
    assert len(cells) == 3
    told = set()
    for cell in cells:
        page.execute_script("arguments[0].scrollIntoView({block: 'center'})", cell)
        WebDriverWait(page, 5).until(lambda _, cell=cell: cell.is_displayed())
        page.execute_script(
            "const at = arguments[0].getBoundingClientRect();"
            "arguments[0].dispatchEvent(new MouseEvent('mouseover', {bubbles: true,"
            " clientX: at.x + at.width / 2, clientY: at.y + at.height / 2}))",
            cell,
        )
        told.add(shown_pair(page))
    assert told == {f"{CLASSES[a]} – {CLASSES[b]}" for a, b in ((0, 1), (0, 2), (1, 2))}


def test_a_pair_has_its_measures_intervals_and_samples(page):
    choose(page, "pairs", "Pair", f"{CLASSES[0]} – {CLASSES[2]}")
    panel = page.find_element(By.CSS_SELECTOR, "#pairs .panel")
    assert "95 %: 2.5 to 3.5" in panel.text
    pictures = panel.find_elements(By.TAG_NAME, "img")
    assert [picture.get_property("naturalWidth") for picture in pictures] == [8, 8]
    assert pictures[1].get_attribute("alt") == "A sample of </script>"
    here = find(page, "#pair-rows tbody tr.here")
    assert len(here) == 1
    assert CLASSES[2] in here[0].text


def test_a_pair_is_chosen_by_the_keyboard(page):
    last = find(page, "#pair-rows tbody tr")[-1]
    last.send_keys(Keys.ENTER)
    assert shown_pair(page) == f"{CLASSES[1]} – {CLASSES[2]}"


def test_pairs_are_sorted_by_a_measure(page):
    def losses():
        return [float(row.split()[-1]) for row in rows(page, "#pair-rows")]

    head = [cell for cell in find(page, "#pair-rows thead th") if "loss" in cell.text][-1]
    assert losses() == [1, 3, 2]
    for expected in ([1, 2, 3], [3, 2, 1]):
        head.click()
        WebDriverWait(page, 5).until(lambda _, expected=expected: losses() == expected)


def test_any_two_measures_are_held_against_each_other(page):
    choose(page, "pairs", "Across", "loss, binarization")
    choose(page, "pairs", "Upwards", "loss, binarization")
    told = page.find_element(By.ID, "rho")
    WebDriverWait(page, 5).until(lambda _: "over 3 pairs" in told.text)
    assert "ρ = 1.00" in told.text
    WebDriverWait(page, 5).until(lambda _: len(find(page, "#scatter .mark-symbol path")) == 3)
    choose(page, "pairs", "Across", "accuracy")
    WebDriverWait(page, 5).until(lambda _: len(find(page, "#scatter .mark-symbol path")) == 2)
    assert "Too few" in told.text


def test_curves_are_laid_over_each_other(page):
    lines = "#curve-chart .mark-line path"
    assert len(find(page, lines)) == 2
    find(page, "#curves .chosen button")[0].click()
    WebDriverWait(page, 5).until(lambda _: len(find(page, lines)) == 1)
    page.find_element(By.ID, "add-curve").click()
    WebDriverWait(page, 5).until(lambda _: len(find(page, lines)) == 2)
    assert len(find(page, "#curves .chosen li")) == 2


def test_tables_are_searched_and_saved(page, tmp_path):
    choose(page, "tables", "Table", "Easy & hard: pairs")
    assert len(rows(page, "#rows")) == 3
    search = page.find_element(By.CSS_SELECTOR, "#rows input[type=search]")
    search.send_keys("$5")
    WebDriverWait(page, 5).until(lambda _: len(rows(page, "#rows")) == 2)
    behaviour = {"behavior": "allow", "downloadPath": str(tmp_path)}
    page.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
    page.find_element(By.XPATH, "//button[contains(., 'Save 3 rows')]").click()
    saved = tmp_path / "all_pairs.csv"
    WebDriverWait(page, 10).until(lambda _: saved.exists())
    with saved.open(newline="") as lines:
        read = list(csv.DictReader(lines))
    assert [row["class_b_name"] for row in read] == [CLASSES[1], CLASSES[2], CLASSES[2]]
    assert [row["accuracy"] for row in read] == ["0.9", "0.8", ""]


def test_claims_are_filtered_and_lead_to_their_figures(page):
    assert ["✗" in row or "not reproduced" in row for row in rows(page, "#verdicts")] == [
        True,
        False,
    ]
    choose(page, "claims", "Verdict", "reproduced")
    WebDriverWait(page, 5).until(lambda _: len(rows(page, "#verdicts")) == 1)
    choose(page, "claims", "Verdict", "not run")
    assert "No matching" in rows(page, "#verdicts")[0]
    choose(page, "claims", "Verdict", "all")
    link = page.find_element(By.CSS_SELECTOR, "#verdicts a")
    target = link.get_attribute("href").split("#")[1]
    assert page.find_element(By.ID, target).tag_name == "figure"


def test_every_control_and_picture_has_a_name(page):
    assert all(picture.get_attribute("alt") for picture in find(page, "img"))
    for control in find(page, "main select, main input"):
        named = page.execute_script(
            "return arguments[0].labels.length || arguments[0].ariaLabel", control
        )
        assert named, control.get_attribute("outerHTML")
    assert all(
        find(page, f"{chart} [role=graphics-document][aria-label]")
        for chart in ("#matrix", "#scatter")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(page, scheme):
    dress(page, scheme)
    WebDriverWait(page, 5).until(
        lambda driver: (
            ("dark" in driver.find_element(By.TAG_NAME, "html").get_attribute("class"))
            == (scheme == "dark")
        )
    )
    pale = page.execute_script(
        """
        const light = (text) => {
          const parts = text.match(/[\\d.]+/g).slice(0, 3).map((one) => {
            const share = one / 255;
            return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        };
        const ground = light(getComputedStyle(document.body).backgroundColor);
        const contrast = (one) => {
          const [a, b] = [light(one), ground].sort((x, y) => y - x);
          return (a + 0.05) / (b + 0.05);
        };
        const seen = "main p, main td, main th, main dt, main p a, main h2";
        return [...document.querySelectorAll(seen)]
          .filter((one) => contrast(getComputedStyle(one).color) < 4.5)
          .map((one) => one.outerHTML.slice(0, 120));
        """
    )
    dress(page, "light")
    assert not pale


def test_nothing_hangs_over_a_narrow_screen(page):
    resize(page, NARROW)
    time.sleep(0.5)
    width = page.execute_script("return document.documentElement.scrollWidth")
    assert width == NARROW[0]


def test_a_changed_file_is_told_and_not_shown(browser, tmp_path):
    home, _ = make_part(tmp_path)
    (home / "figures/figure_04.png").write_bytes(b"another")
    join(home, ["all"], RAN)
    built(browser, home / "index.html")
    assert not find(browser, "#figures")
    assert "ask for the target all again" in browser.find_element(By.CSS_SELECTOR, ".note").text


def test_a_whole_run_ends_with_its_page(finished, browser):
    done = finished()
    assert done.returncode == 0, done.stderr[-3000:]
    page = finished.path("index.html")
    assert done.stderr.splitlines()[-1] == f"Begin here: {page}"
    assert page.stat().st_size < 15e6
    browser.get_log("browser")
    built(browser, page)
    assert len(find(browser, "figure.figure")) == 9
    assert len(find(browser, "#claims tbody tr")) == 25
    assert not errors(browser)
