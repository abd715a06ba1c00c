from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.hospital_customer_service.models.common.arguments import a_day, a_text, arguments

from ...tools import periods

FUNNEL = (
    "due_count", "attempted_count", "reached_count", "completed_count", "refused_count", "unreachable_count",
    "expired_count", "open_count",
)  # fmt: skip
FUNNEL_GROUPS = {"department": "department_id", "plan": "plan_id", "agent": "user_id", "result": "result"}


class HcsFollowupAnalysis(models.Model):
    """Due → attempted → reached → completed, and what became of the rest (FU12)."""

    _inherit = "hcs.followup.analysis"

    @api.model
    @api.readonly
    @arguments(date_from=a_day, date_to=a_day, by=a_text)
    def get_funnel(self, date_from, date_to, by=None):
        """The funnel of the follow-ups due from ``date_from`` to ``date_to`` (days of the hospital).

        Completed, refused, unreachable, expired and still open always add up to due.

        :param by: ``department``, ``plan``, ``agent`` or ``result``; the whole hospital by default
        :return: list of dicts with the counts, and the ``key`` and ``label`` of the group
        """
        self.check_access("read")
        company = self.env.company
        if not date_from or not date_to or date_to < date_from:
            raise UserError(self.env._("Choose a first and a last day."))
        if by and by not in FUNNEL_GROUPS:
            raise UserError(self.env._("Follow-ups cannot be grouped by %(names)s.", names=by))
        start, end = periods.bounds_utc(date_from, date_to, company.hcs_tz)
        groups = self._read_group(
            [("company_id", "=", company.id), ("due_at", ">=", start), ("due_at", "<", end)],
            [FUNNEL_GROUPS[by]] if by else [],
            [f"{name}:sum" for name in FUNNEL],
        )
        rows = []
        for group in groups:
            key, counts = (group[0], group[1:]) if by else (False, group)
            record = isinstance(key, models.BaseModel)
            rows.append(
                {
                    "key": key.id if record else key,
                    "label": key.display_name if record else key,
                    **dict(zip(FUNNEL, (count or 0 for count in counts), strict=True)),
                }
            )
        return rows
