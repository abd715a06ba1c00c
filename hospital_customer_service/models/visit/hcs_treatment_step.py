from odoo import fields, models


class HcsTreatmentStep(models.Model):
    """One dated step of a course of treatment, done when its visit is completed."""

    _name = "hcs.treatment.step"
    _description = "Step of a course of treatment"
    _order = "sequence, id"

    course_id = fields.Many2one("hcs.treatment.course", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10, aggregator=None)
    name = fields.Char("Step", required=True)
    planned_on = fields.Date("Planned on")
    done_visit_id = fields.Many2one(
        "hcs.visit", string="Done at visit", copy=False, index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done"), ("skipped", "Left out")],
        string="Status",
        required=True,
        default="planned",
        copy=False,
    )

    _planned_idx = models.Index("(planned_on) WHERE state = 'planned'")
