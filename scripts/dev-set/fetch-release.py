"""fetch-release.py PROJECT FILE TARGET: a released file, from the index that this machine's pip is set to.

`pip download` would run a source archive's set-up to learn its metadata, so the file is taken by its name, through
pip's own HTTP library: proxies, certificates and credentials are those that pip uses.
"""

import ast
import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from pip._internal.models.index import PyPI
from pip._vendor import requests

PATIENCE_SECONDS = 60


def settings():
    """pip's, of all its commands; the environment goes before the files."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    found = {}
    lines = re.findall(r"^(global|download|:env:)\.([\w-]+)=(.*)$", listed.stdout, re.MULTILINE)
    for scope in ("global", "download", ":env:"):
        found.update({key: ast.literal_eval(value) for where, key, value in lines if where == scope})
    return found


class Links(HTMLParser):
    """Addresses on a page of the index, by the name of their file."""

    def __init__(self, address):
        super().__init__()
        self.address = address
        self.found = {}

    def handle_starttag(self, tag, attributes):
        if tag == "base" and dict(attributes).get("href"):
            self.address = urljoin(self.address, dict(attributes)["href"])
        target = dict(attributes).get("href") if tag == "a" else None
        if target:
            address = urldefrag(urljoin(self.address, target)).url
            self.found[requests.utils.unquote(address.rsplit("/", 1)[-1])] = address


def fetch(project, file, target):
    known = settings()
    session = requests.Session()
    session.headers["Accept"] = "text/html, */*;q=0.1"
    if "cert" in known:
        session.verify = known["cert"]
    if "proxy" in known:
        session.proxies = {"http": known["proxy"], "https": known["proxy"]}
    index = known.get("index-url", PyPI.simple_url).rstrip("/")
    page = session.get("%s/%s/" % (index, re.sub(r"[-_.]+", "-", project).lower()), timeout=PATIENCE_SECONDS)
    page.raise_for_status()
    links = Links(page.url)
    links.feed(page.text)
    if file not in links.found:
        sys.exit("the package index has no file %s of %s" % (file, project))
    with session.get(links.found[file], timeout=PATIENCE_SECONDS, stream=True) as answer:
        answer.raise_for_status()
        with open(target, "wb") as out:
            for chunk in answer.iter_content(1 << 20):
                out.write(chunk)


if __name__ == "__main__":
    try:
        fetch(*sys.argv[1:])
    except requests.RequestException as error:
        # Addresses may carry credentials; what happened does not need them.
        sys.exit("the package index did not answer: %s" % type(error).__name__)
