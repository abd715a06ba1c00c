import mimetypes
import posixpath
import re
from contextlib import nullcontext
from urllib.parse import unquote, urlsplit

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import file_open

from odoo.addons.base.models import ir_actions_report as base_report

from . import weasy


class IrActionsReport(models.Model):
    """PDFs with header, footer and page numbers also where wkhtmltopdf is missing or was built without patched Qt."""

    _inherit = "ir.actions.report"

    @api.model
    def get_wkhtmltopdf_state(self):
        """The web client prints when it hears "ok"; whoever prints in the end is our matter."""
        state = super().get_wkhtmltopdf_state()
        if state != "ok" and self._prints_with_weasyprint() and weasy.available():
            return "ok"
        return state

    @api.model
    def _prints_with_weasyprint(self):
        return not base_report._wkhtml().is_patched_qt

    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        if not self._prints_with_weasyprint() or not weasy.available():
            return super()._run_wkhtmltopdf(
                bodies,
                report_ref=report_ref,
                header=header,
                footer=footer,
                landscape=landscape,
                specific_paperformat_args=specific_paperformat_args,
                set_viewport_size=set_viewport_size,
            )
        paper = self._get_report(report_ref).get_paperformat() if report_ref else self.get_paperformat()
        style = weasy.page_style(paper or weasy.default_paper(), landscape, specific_paperformat_args)
        try:
            return weasy.render(bodies, header, footer, style, self._fetch_asset)
        except (OSError, ValueError) as error:
            raise UserError(self.env._("The PDF could not be made: %(error)s", error=error)) from error

    @api.model
    def _fetch_asset(self, url):
        """Content and type of an asset bundle or a static file of an add-on; everything else is refused."""
        path = posixpath.normpath(unquote(urlsplit(url).path).lstrip("/"))
        if path.startswith("web/assets/"):
            return self._fetch_bundle(path), "text/css"
        if re.match(r"\w+/static/", path):
            with file_open(path, "rb") as file:
                return file.read(), mimetypes.guess_type(path)[0] or "application/octet-stream"
        raise ValueError(f"not an asset of this server: {path}")

    @api.model
    def _fetch_bundle(self, path):
        """The style sheet of a bundle, made where no page has asked for it yet."""
        # sudo: bundles are public, but only their own route may read the attachments
        attachment = (
            self.env["ir.attachment"].sudo().search([("url", "=", f"/{path}"), ("public", "=", True)], limit=1)
        )
        if attachment:
            return attachment.raw
        name, rtl, kind, autoprefix = self.env["ir.asset"]._parse_bundle_name(path.rsplit("/", 1)[1], False)
        if kind != "css":
            raise ValueError(f"not a style sheet: {path}")
        # prints come by a route that only reads, and from a replica where there is one
        readonly = self.env.cr.readonly
        with self.env.registry.cursor(readonly=False) if readonly else nullcontext(self.env.cr) as cr:
            qweb = self.with_env(self.env(cr=cr)).env["ir.qweb"].sudo()
            bundle = qweb._get_asset_bundle(
                name, css=True, js=False, debug_assets=False, rtl=rtl, autoprefix=autoprefix
            )
            return bundle.css().raw
