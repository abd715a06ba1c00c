"""HTML to PDF with WeasyPrint, for machines whose wkhtmltopdf prints neither header nor page numbers, or is missing.

Odoo hands over the same pieces as to wkhtmltopdf: bodies, and one HTML page with all headers and one with all footers.
Headers and footers become running elements of the page margins; the page numbers are filled in by CSS counters.
"""

import logging
from functools import cache
from types import SimpleNamespace

import lxml.html

_logger = logging.getLogger(__name__)

STYLE = """
@page {
    size: %(size)s; margin: %(top)smm %(right)smm %(bottom)smm %(left)smm;
    @top-center { content: element(header); width: 100%%; vertical-align: top; padding-top: 6mm }
    @bottom-center { content: element(footer); width: 100%%; vertical-align: bottom; padding-bottom: 6mm }
}
div.header { position: running(header) }
div.footer { position: running(footer) }
div.header .row, div.footer .row { margin-left: 0; margin-right: 0 }
div.header .row > *, div.footer .row > * { padding-left: 0; padding-right: 0 }
div.header ul { margin: 0; font-size: 9pt; line-height: 1.3 }
span.page::before { content: counter(page) }
span.topage::before { content: counter(pages) }
html, body { height: auto !important; overflow: visible !important; background: none }
body { font-family: "Noto Sans", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; min-height: 0 !important }
h1, h2, h3, h4, h5, h6 { bookmark-level: none; break-after: avoid }
thead { display: table-header-group }
tfoot { display: table-footer-group }
tr, svg, img { break-inside: avoid }
"""
# It tells about every rule of the style sheets that it does not know: nothing anybody could act on
for _name, _level in (
    ("weasyprint", logging.ERROR),
    ("weasyprint.progress", logging.WARNING),
    ("fontTools", logging.ERROR),
):
    logging.getLogger(_name).setLevel(_level)
SIDES = ("top", "right", "bottom", "left")
# Without margins of its own a paper format lets the layout's CSS keep the distance at the sides
MIN_SIDE_MARGIN = 12


@cache
def available():
    """Whether WeasyPrint and the libraries it needs (Pango) are installed."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        _logger.info("WeasyPrint cannot be used: %s", error)
        return False
    return True


def page_style(paper, landscape=False, overrides=None):
    """The CSS of the pages from a paper format (``format``, ``page_width`` …) and the report's own overrides."""
    overrides = overrides or {}
    turned = landscape or overrides.get("data-report-landscape") or paper.orientation == "Landscape"
    if paper.format == "custom" and paper.page_width and paper.page_height:
        width, height = paper.page_width, paper.page_height
        size = f"{height}mm {width}mm" if turned else f"{width}mm {height}mm"
    else:
        size = f"{paper.format or 'A4'} {'landscape' if turned else 'portrait'}"
    margins = {side: getattr(paper, f"margin_{side}") or 0 for side in SIDES}
    for side in SIDES:
        override = overrides.get(f"data-report-margin-{side}")
        if override:
            margins[side] = float(override)
    for side in ("left", "right"):
        margins[side] = max(margins[side], MIN_SIDE_MARGIN)
    return STYLE % {"size": size, **margins}


def _blocks(html, name):
    """The header or footer blocks of Odoo's collecting page, one per body."""
    if not html:
        return []
    path = f"//div[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    return lxml.html.fromstring(str(html)).xpath(path)


def _document(html, header, footer):
    """One body with its header and footer in front, where a running element is valid from the first page."""
    document = lxml.html.fromstring(str(html))
    body = document if document.tag == "body" else document.find(".//body")
    target = document if body is None else body
    for block in (footer, header):
        if block is not None:
            target.insert(0, block)
    return lxml.html.tostring(document, encoding="unicode")


def render(bodies, header, footer, style, fetch):
    """The bodies as one PDF.

    :param fetch: function ``path -> (bytes, mimetype)`` for the assets the pages name; it refuses by raising
    """
    import weasyprint
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):
        """Reads what belongs to the server from the server itself: no HTTP, no other host, no file of the machine."""

        def fetch(self, url, headers=None):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            content, mimetype = fetch(url)
            return URLFetcherResponse(url, content, {"Content-Type": mimetype})

    headers, footers = _blocks(header, "header"), _blocks(footer, "footer")
    sheet = weasyprint.CSS(string=style)
    documents = []
    for index, html in enumerate(bodies):
        text = _document(
            html,
            headers[index] if index < len(headers) else None,
            footers[index] if index < len(footers) else None,
        )
        source = weasyprint.HTML(string=text, base_url="http://odoo.invalid/", url_fetcher=Assets())
        documents.append(source.render(stylesheets=[sheet]))
    pages = [page for document in documents for page in document.pages]
    return documents[0].copy(pages).write_pdf()


def default_paper():
    """A4 upright with room for header and footer, for a database without paper formats."""
    return SimpleNamespace(
        format="A4", orientation="Portrait", page_width=0, page_height=0,
        margin_top=40, margin_right=12, margin_bottom=25, margin_left=12,
    )  # fmt: skip
