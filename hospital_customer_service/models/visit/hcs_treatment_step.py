from odoo import api, fields, models


class HcsTreatmentStep(models.Model):
    """One dated step of a course of treatment, done when its visit is completed."""

    _name = "hcs.treatment.step"
    _description = "Step of a course of treatment"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "sequence, id"
    _log_read_patient_field = "course_id.patient_id"

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

    @api.model_create_multi
    def create(self, vals_list):
        """Steps without a name are numbered."""
        counts, completed = {}, []
        for vals in vals_list:
            course_id = vals.get("course_id")
            if course_id not in counts:
                counts[course_id] = self.search_count([("course_id", "=", course_id)])
            counts[course_id] += 1
            name = vals.get("name") or self.env._("Step %(number)s", number=counts[course_id])
            completed.append({**vals, "name": name})
        return super().create(completed)
