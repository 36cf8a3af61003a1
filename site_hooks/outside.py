"""Links from pages to files outside docs/, which a viewer of the repository follows.

Pages that stand elsewhere, such as config/README.md, come into the site, and links to them lead
there. Of a link to any other file of the repository its path is left. A link to what is not there
stays as it was, so that the strict build fails on it.
"""

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

# Patterns of the pages outside docs/.
TAKEN_IN = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "config/*.md")
LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]]*)\]\((?P<to>[^()\s#]+)(?P<anchor>#[^()\s]*)?\)")
IMAGE = re.compile(r"!\[(?P<text>[^\[\]]*)\]\((?P<to>[^()\s#]+)(?P<anchor>)\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages outside docs/."""
    for path in _taken_in(_root(config)):
        files.append(File.generated(config, _in_site(path, config), abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Turn the links of a page, which are true in the repository, into those of the site."""
    folder, pages = Path(page.file.abs_src_path).parent, set(_taken_in(_root(config)))

    def turned(found: re.Match) -> str:
        path = (folder / found["to"]).resolve()
        if "://" in found["to"] or not path.exists() or not path.is_relative_to(_root(config)):
            return found[0]
        if path in pages or path.is_relative_to(config.docs_dir):
            there = get_relative_url(_in_site(path, config), page.file.src_uri)
            mark = "!" if found[0].startswith("!") else ""
            return f"{mark}[{found['text']}]({there}{found['anchor'] or ''})"
        return _told(found["text"], path.relative_to(_root(config)).as_posix())

    return IMAGE.sub(turned, LINK.sub(turned, markdown))


def _root(config: MkDocsConfig) -> Path:
    return Path(config.docs_dir).parent


def _taken_in(root: Path) -> list[Path]:
    return [path for pattern in TAKEN_IN for path in sorted(root.glob(pattern))]


def _in_site(path: Path, config: MkDocsConfig) -> str:
    """Return the source of a page of the site, as mkdocs calls it.

    Names at the root become small: README.md would be another home page.
    """
    if path.is_relative_to(config.docs_dir):
        return path.relative_to(config.docs_dir).as_posix()
    place = path.relative_to(_root(config))
    return place.as_posix() if len(place.parts) > 1 else place.name.lower()


def _told(text: str, path: str) -> str:
    """Write a path of the repository, and what the link said where it said more."""
    named = path.endswith(text.strip("`"))
    return f"`{path}`" if named else f"{text} (`{path}`)"
