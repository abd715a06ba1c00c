from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import SQL

COLUMNS = (
    "membership_id", "company_id", "benefit_id", "patient_id", "kind", "units", "at", "grant_id", "origin_id",
    "unit_no", "unit_round", "person_no", "person_round", "period_from", "period_to", "service_id", "term_id",
    "user_id", "reason",
)  # fmt: skip


class HcsVipBenefitLine(models.Model):
    """Taking and giving back numbered units, safe among many who want the last one (DESIGN §6.1)."""

    _inherit = "hcs.vip.benefit.line"

    @api.model
    def _take(self, values, day, cap=0):
        """Take one unit that is valid on ``day``, from the lot that ends first.

        :param values: of the line
        :param cap: how many units of a lot this person may hold or use, 0 for any
        :return: the line, or none where nothing is left
        """
        self.flush_model()
        tried_units, tried_numbers = [], []
        while pick := self._pick(values, day, cap, tried_units, tried_numbers):
            lot, unit, unit_round, number, number_round, period_from, period_to = pick
            line = self._append(
                {
                    **values,
                    "units": -1,
                    "at": max(values["at"], self.browse(lot).at),
                    "grant_id": lot,
                    "unit_no": unit,
                    "unit_round": unit_round,
                    "person_no": number or None,
                    "person_round": number_round or None,
                    "period_from": period_from,
                    "period_to": period_to,
                }
            )
            if not isinstance(line, str):
                return line
            if "person" in line:
                tried_numbers.append(f"{lot}:{number}")
            else:
                tried_units.append(f"{lot}:{unit}")
        return self.browse()

    @api.model
    def _pick(self, values, day, cap, tried_units, tried_numbers):
        """A free unit at random: those who come together rarely want the same one."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot.id, unit.number, unit.round + 1, person.number, person.round + 1,
                       lot.period_from, lot.period_to
                  FROM hcs_vip_benefit_line lot
                 CROSS JOIN LATERAL (
                       SELECT n AS number, COALESCE(max(l.unit_round), 0) AS round
                         FROM generate_series(1, lot.units) n
                         LEFT JOIN hcs_vip_benefit_line l ON l.grant_id = lot.id AND l.unit_no = n
                        GROUP BY n HAVING COALESCE(sum(l.units), 0) = 0
                       ) unit
                 CROSS JOIN LATERAL (
                       SELECT 0 AS number, -1 AS round WHERE %(cap)s = 0
                        UNION ALL
                       SELECT n, COALESCE(max(l.person_round), 0)
                         FROM generate_series(1, %(cap)s) n
                         LEFT JOIN hcs_vip_benefit_line l
                                ON l.grant_id = lot.id AND l.person_no = n AND l.patient_id = %(patient)s
                        GROUP BY n HAVING COALESCE(sum(l.units), 0) = 0
                       ) person
                 WHERE lot.kind = 'grant' AND lot.membership_id = %(membership)s AND lot.benefit_id = %(benefit)s
                   AND %(day)s BETWEEN lot.period_from AND lot.period_to
                   AND lot.id || ':' || unit.number <> ALL(%(tried_units)s)
                   AND lot.id || ':' || person.number <> ALL(%(tried_numbers)s)
                 ORDER BY lot.period_to, lot.id, random()
                 LIMIT 1
                """,
                cap=cap,
                patient=values["patient_id"],
                membership=values["membership_id"],
                benefit=values["benefit_id"],
                day=day,
                tried_units=tried_units or [""],
                tried_numbers=tried_numbers or [""],
            )
        )
        return rows[0] if rows else None

    @api.model
    def _append(self, values):
        """Insert a line.

        :return: the line, or the name of the unique index that refused it
        """
        values = {**dict.fromkeys(COLUMNS), "user_id": self.env.uid, **values}
        moment = self.env.cr.now()
        columns = [*COLUMNS, "create_uid", "write_uid", "create_date", "write_date"]
        row = [values[name] if name == "units" else values[name] or None for name in COLUMNS]
        row += [self.env.uid, self.env.uid, moment, moment]
        query = SQL(
            "INSERT INTO hcs_vip_benefit_line (%s) VALUES (%s) RETURNING id",
            SQL(", ").join(SQL.identifier(name) for name in columns),
            SQL(", ").join(SQL("%s", value) for value in row),
        )
        cr = self.env.cr
        try:
            with cr.savepoint(flush=False):
                cr.execute(query, log_exceptions=False)
                [line_id] = cr.fetchone()
        except UniqueViolation as error:
            return error.diag.constraint_name or "unit"
        for name in ("membership", "service"):
            record = self.env[f"hcs.vip.{name}"].browse(values[f"{name}_id"])
            record.invalidate_recordset(["line_ids"], flush=False)
        return self.browse(line_id)

    def _settle(self, kind, reason=None, **more):
        """Append the line that ends this one: a release, a use or a reversal.

        :return: the line; none where somebody else was faster
        """
        self.ensure_one()
        values = {name: self[name].id for name in ("membership_id", "company_id", "benefit_id", "patient_id")}
        values |= {name: self[name].id for name in ("grant_id", "service_id", "term_id")}
        values |= {name: self[name] for name in ("unit_no", "person_no", "period_from", "period_to")}
        units = abs(self.units)
        line = self._append(
            {
                **values,
                "kind": kind,
                "units": -units if kind == "use" else units,
                "at": max(fields.Datetime.now(), self.at),
                "origin_id": self.id,
                "reason": reason,
                **more,
            }
        )
        return self.browse() if isinstance(line, str) else line

    @api.model
    def _expire(self, condition, at, reason):
        """The free units of the lots that ``condition`` names expire at ``at``: one line for each, in one statement.

        :param condition: SQL on the lots, alias ``lot``
        :param at: SQL of the moment
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO hcs_vip_benefit_line (membership_id, company_id, benefit_id, kind, units, at, grant_id,
                       term_id, unit_no, unit_round, period_from, period_to, user_id, reason,
                       create_uid, write_uid, create_date, write_date)
                SELECT lot.membership_id, lot.company_id, lot.benefit_id, 'expire', -1, %(at)s, lot.id, lot.term_id,
                       n, COALESCE(max(l.unit_round), 0) + 1, lot.period_from, lot.period_to, %(uid)s, %(reason)s,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM hcs_vip_benefit_line lot
                 CROSS JOIN LATERAL generate_series(1, lot.units) n
                  LEFT JOIN hcs_vip_benefit_line l ON l.grant_id = lot.id AND l.unit_no = n
                 WHERE lot.kind = 'grant' AND %(condition)s
                 GROUP BY lot.id, n HAVING COALESCE(sum(l.units), 0) = 0
                 ORDER BY lot.period_to, lot.id, n
                ON CONFLICT DO NOTHING
                """,
                at=at,
                uid=self.env.uid,
                reason=reason,
                now=self.env.cr.now(),
                condition=condition,
            )
        )
        count = self.env.cr.rowcount
        for name in ("membership", "service"):
            self.env[f"hcs.vip.{name}"].invalidate_model(["line_ids"], flush=False)
        return count
