from odoo import fields, models

# what a patient without any rule gets
ORDINARY_RANK = 100


class HcsQueueRule(models.Model):
    """Who is called before others, and why: read aloud to whoever asks (APT-03)."""

    _name = "hcs.queue.rule"
    _description = "Queue Priority"
    _inherit = ["hcs.input.mixin"]
    _order = "rank, id"

    name = fields.Char(
        "What waiting people are told",
        required=True,
        translate=True,
        help="What the nurse tells those who wait longer.",
    )
    active = fields.Boolean(default=True)
    care = fields.Selection(
        [
            ("elderly", "Elderly"),
            ("child", "Child"),
            ("pregnant", "Pregnant"),
            ("disabled", "Disabled"),
            ("foreign_guest", "Foreign guest"),
            ("soldier", "Soldier"),
            ("veteran", "Veteran"),
        ],
        "Special care",
        required=True,
        help="The need that puts a patient in this place. Several needs: the best place counts.",
    )
    rank = fields.Integer(
        "Order in the queue",
        required=True,
        default=50,
        aggregator=None,
        help="The smaller, the sooner; patients without a rule have 100. Within a place the order is that of arrival.",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every hospital.")

    _care_uniq = models.UniqueIndex(
        "(care, COALESCE(company_id, 0)) WHERE active", "There is a rule for this need already."
    )
    _rank_range = models.Constraint("CHECK (rank > 0 AND rank < 100)", "A place lies between 1 and 99.")

    def _of_company(self, company):
        """The rules of a hospital: its own before those of everybody."""
        # sudo: the queue does not depend on who checks a patient in
        rules = self.sudo().search([("company_id", "in", [company.id, False])])
        own = {rule.care for rule in rules if rule.company_id}
        return rules.filtered(lambda rule: rule.company_id or rule.care not in own)
