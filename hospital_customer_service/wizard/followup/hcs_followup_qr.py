import base64

from reportlab.graphics import renderSVG
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing

from odoo import fields, models
from odoo.tools.urls import urljoin

SIZE = 300


class HcsFollowupQr(models.TransientModel):
    """The questions of one follow-up as a code for the patient's own phone, shown once on the screen (FUP-04)."""

    _name = "hcs.followup.qr"
    _description = "Questionnaire as a Code"
    _inherit = ["hcs.input.mixin"]

    task_id = fields.Many2one("hcs.followup.task", required=True, readonly=True, ondelete="cascade")
    title = fields.Char(related="task_id.questionnaire_id.title")
    image = fields.Binary(compute="_compute_image")

    def _compute_image(self):
        for code in self:
            answers = code.task_id._get_open_answers()
            # made here, not by an address of its own: the key of the questions stays out of every log
            link = urljoin(code.get_base_url(), answers.get_start_url())
            code.image = base64.b64encode(code._draw(link).encode())

    def _draw(self, text):
        """The code as SVG, sharp on every screen."""
        drawing = Drawing(SIZE, SIZE)
        drawing.add(QrCodeWidget(text, barWidth=SIZE, barHeight=SIZE, barLevel="M"))
        return renderSVG.drawToString(drawing)
