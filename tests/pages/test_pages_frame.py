"""The frame around every page, in Chromium: menu, theme, history, policy, and what is not there."""

from __future__ import annotations

import pytest

from tests.pages.browser_watch import NARROW


def test_every_page_opens_without_a_complaint(served, open_page, page_path):
    page = open_page(served, page_path)
    assert page.inner_text("main h1") != "There is no such page"
    page.wait_for_load_state("networkidle")


def test_no_page_is_wider_than_a_phone(served, open_page, page_path):
    page = open_page(served, page_path, viewport=NARROW)
    page.wait_for_selector("main h1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_theme_follows_the_system_until_chosen(served, open_page):
    page = open_page(served, dark=True)
    theme = "document.documentElement.dataset.theme"
    page.wait_for_selector("main h1")
    assert page.evaluate(theme) == "dark"
    page.get_by_label("Colours").select_option("light")
    assert page.evaluate(theme) == "light"
    page.reload()
    page.wait_for_selector("main h1")
    assert page.evaluate(theme) == "light"


def test_scripts_in_the_page_do_not_run(served, open_page):
    page = open_page(served, allowed=("policy:", "Executing inline", "inline event handler", "Loading the image"))
    page.wait_for_selector("main h1")
    page.evaluate("""() => {
        const image = document.createElement("div");
        image.innerHTML = "<img src='data:,' onerror='window.ran = true'>";
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(image, script);
    }""")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None


def test_an_unknown_path_is_not_a_page(served):
    assert served.client.get("/nothing-here").status_code == 404
    assert served.client.get("/assets/../index.html").status_code == 404
    assert served.client.get("/assets/%2e%2e%2findex.html").status_code == 404


def test_a_person_who_is_lost_finds_home(served, open_page):
    page = open_page(served, "/nothing/here?x=%3Cscript%3E", allowed=("404",))
    page.wait_for_selector('h1:text-is("There is no such page")')
    assert page.title() == "There is no such page - Sourcebound"
    page.get_by_role("link", name="Ask your documents").click()
    page.get_by_role("heading", level=1, name="Ask").wait_for()
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    home, lost = served.client.get("/"), served.client.get("/nothing-here", headers=browser)
    assert (lost.status_code, lost.text) == (404, home.text)
    assert lost.headers["content-security-policy"] == home.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/nothing-here", {}),
        ("/nothing-here", {"accept": "application/json"}),
        ("/v1/nothing-here", {"accept": "text/html"}),
        (f"/v1/documents/{24 * '0'}", {"accept": "text/html"}),
    ],
)
def test_a_program_that_is_lost_reads_json(served, path, headers):
    reply = served.client.get(path, headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_found")


def test_built_files_may_be_kept_and_the_page_not(served):
    page = served.client.get("/")
    assert page.headers["cache-control"] == "no-store"
    script = page.text.partition('src="')[2].partition('"')[0]
    reply = served.client.get(script)
    assert reply.status_code == 200
    assert "immutable" in reply.headers["cache-control"]
    assert reply.headers["x-content-type-options"] == "nosniff"
