"""Files of the site that are not in docs/, and links to them: the Markdown is the same as on GitHub."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

#: Where the site has a file of the repository; whatever is in docs/ keeps its name.
PLACES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    **{
        name: name
        for name in (
            "configs/audit.yaml",
            "configs/backup.yaml",
            "configs/rules.yaml",
            "inventory/connecthandler.yaml",
            "inventory/devices.yaml",
        )
    },
}
_SOURCES = {place: source for source, place in PLACES.items()}
#: The target of a link, unless it has a scheme or leads to a heading of the same page.
_TARGET = re.compile(r"(?<=\]\()[^)#\s:]+(?=[#)])")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds the files that are not in docs/."""
    root = Path(config.config_file_path).parent
    for source, place in PLACES.items():
        files.append(File.generated(config, place, content=(root / source).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_more: object) -> str:
    """Points the links of a page to where the site has their targets."""
    place = page.file.src_uri
    source = _SOURCES.get(place, f"docs/{place}")

    def target(link: re.Match[str]) -> str:
        path = normpath(join(dirname(source), link[0]))
        return relpath(PLACES.get(path, path.removeprefix("docs/")), dirname(place) or ".")

    return _TARGET.sub(target, markdown)
