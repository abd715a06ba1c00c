from odoo import api, models
from odoo.tools import SQL


class HcsFact(models.AbstractModel):
    """Deadlines: a clock counts in the period in which it was due, met or not (DOMAIN §4.4)."""

    _inherit = "hcs.fact"

    @api.model
    def _clock_rows(self, span, owner, columns, joins, day=None, where=None):
        """The ended and the overdue clocks of one kind of owner. One that still runs or stands still is not counted
        yet; one that was given up after its deadline is late.

        :param owner: column of the clock that leads to its record
        :param columns: SQL of the further columns, ``department_id`` and ``user_id`` among them
        :param joins: SQL that joins the record as ``r``
        """
        day = day or SQL("c.due_at")
        return SQL(
            """
            SELECT c.id AS res_id, NULL::int AS patient_id, %(local)s AS day, c.write_date AS changed_at,
                   c.state = 'met' AS met, %(columns)s
              FROM hcs_clock c %(joins)s
             WHERE c.%(owner)s IS NOT NULL AND c.company_id = %(company)s
               AND %(day)s >= %(start)s AND %(day)s < %(end)s
               AND (c.state IN ('met', 'met_late') OR c.state = 'running' AND c.due_at < %(now)s
                    OR c.state = 'cancelled' AND c.met_at > c.due_at) AND %(where)s
            """,
            local=self._local_day(day, span),
            columns=columns,
            joins=joins,
            owner=SQL.identifier(owner),
            company=span.company_id,
            day=day,
            start=span.start,
            end=span.end,
            now=span.now,
            where=where or SQL("TRUE"),
        )
