"""A citizen's browser without script: it signs in, agrees, and stops where nobody listens.

As a program it obeys one JSON command a line and answers with one JSON line, so that tests in other
languages can hold the same browser over several steps.
"""

import json
import os
import re
import sys
import time
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

ISSUER = os.environ["DANH_TEST_ISSUER"]
INBOX = os.environ["DANH_TEST_INBOX"]
PASSWORD = "Thu-nghiem-1"


class Forms(HTMLParser):
    """Reads the forms, the id of the body and the words of a page."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.body, self.words = [], "", []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "body":
            self.body = attributes.get("id", "")
        elif tag == "form":
            self.forms.append({"action": attributes.get("action", ""), "fields": []})
        elif tag in ("input", "button") and self.forms:
            self.forms[-1]["fields"].append((tag, attributes))

    def handle_data(self, words):
        self.words.append(words)


class Browser:
    def __init__(self, number, phone):
        self.number, self.phone, self.read = number, phone, set()
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "vi"
        self.url, self.page, self.html = "", None, ""

    def open(self, url):
        return self._walk("GET", url)

    def sign_in(self, url):
        """Opens an address and does what is asked until the provider is left or has nothing to ask."""
        self.open(url)
        for _ in range(6):
            if self.page is None or self.page.body not in ("login", "otp", "consent"):
                break
            {"login": self._login, "otp": self._otp, "consent": self._consent}[self.page.body]()
        return self.url

    def press(self, button, **changes):
        """Presses the button of this id in the form that holds it."""
        for form in self.page.forms:
            if any(field.get("id") == button for _, field in form["fields"]):
                return self._walk("POST", urljoin(self.url, form["action"] or self.url), _sent(form, button, changes))
        raise AssertionError(f"{self.url} has no #{button}: {' '.join(self.page.words)}")

    def _login(self):
        self.press("login-submit", username=self.number, password=PASSWORD)
        assert self.page is None or self.page.body != "login", " ".join(self.page.words)

    def _otp(self):
        self.press("otp-submit", code=self._newest_code())

    def _consent(self):
        self.press("consent-accept")

    def _newest_code(self):
        for _ in range(100):
            messages = requests.get(INBOX, params={"to": self.phone}, timeout=10).json()
            fresh = [one for one in messages if one["id"] not in self.read]
            self.read.update(one["id"] for one in messages)
            if fresh:
                return re.search(r"(?<!\d)\d{6}(?!\d)", fresh[0]["text"]).group()
            time.sleep(0.1)
        raise AssertionError("no message came")

    def _walk(self, method, url, fields=None):
        headers = {"Origin": ISSUER} if method == "POST" else {}
        for _ in range(15):
            try:
                answer = self.session.request(method, url, data=fields, headers=headers, allow_redirects=False, timeout=20)
            except requests.ConnectionError:
                # The redirect URI of a test that listens nowhere: its address is all that is wanted.
                assert urlsplit(url).netloc != urlsplit(ISSUER).netloc, f"the provider does not answer at {url}"
                self.url, self.page, self.html = url, None, ""
                return url
            self.url, self.html = url, answer.text
            if not answer.is_redirect:
                self.page = Forms(answer.text)
                return url
            assert answer.status_code in (302, 303), f"{answer.status_code} at {url}"
            method, url, fields, headers = "GET", urljoin(url, answer.headers["Location"]), None, {}
        raise AssertionError("redirects in a circle")


def _sent(form, button, changes):
    fields = []
    for tag, field in form["fields"]:
        name, kind = field.get("name"), field.get("type", "text" if tag == "input" else "submit")
        is_button = kind in ("submit", "button", "image")
        if not name or (is_button and field.get("id") != button):
            continue
        if kind in ("checkbox", "radio") and "checked" not in field:
            continue
        fields.append((name, changes.get(name, field.get("value", ""))))
    return fields


def main():
    browser = Browser(sys.argv[1], sys.argv[2])
    for line in sys.stdin:
        command = json.loads(line)
        getattr(browser, command["do"])(*command.get("with", []))
        body = browser.page.body if browser.page else ""
        print(json.dumps({"url": browser.url, "page": body, "html": browser.html}), flush=True)


if __name__ == "__main__":
    main()
