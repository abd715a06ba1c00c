from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

DAYS_BACK = 366
DAYS_AHEAD = 2 * 366
LOOK_AHEAD = 60
MARGIN = 31
FARTHEST = 3660
PENDING = "hcs.calling.slot"


class HcsCallingSlot(models.Model):
    """A moment from which and until which patients may be reached, made of seasons, windows, holidays and settings.

    Rows exist for every team and, with an empty team, for the hospital itself, so that planning joins one row by
    equality (DESIGN §6.4). They are written in SQL and never by hand.
    """

    _name = "hcs.calling.slot"
    _description = "Calling Slot"
    _order = "to_utc, id"
    _rec_name = "day"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    team_id = fields.Many2one(
        "hcs.team", readonly=True, ondelete="cascade", index="btree_not_null", help="Empty: the hospital's own slots."
    )
    channel = fields.Selection([("call", "Calls"), ("sms", "Messages")], required=True, readonly=True)
    day = fields.Date(required=True, readonly=True, help="Day of the hospital.")
    from_utc = fields.Datetime("From", required=True, readonly=True)
    to_utc = fields.Datetime("To", required=True, readonly=True)

    _span_uniq = models.UniqueIndex("(company_id, COALESCE(team_id, 0), channel, from_utc, to_utc)")
    _team_idx = models.Index("(team_id, channel, to_utc) WHERE team_id IS NOT NULL")
    _default_idx = models.Index("(company_id, channel, to_utc) WHERE team_id IS NULL")
    _day_idx = models.Index("(company_id, day)")

    @api.depends("from_utc", "to_utc", "company_id")
    def _compute_display_name(self):
        """The hours as the hospital's clock shows them, wherever the reader is."""
        for slot in self:
            company = slot.company_id
            first, last = (f"{company._hcs_local(at):%H:%M}" if at else "" for at in (slot.from_utc, slot.to_utc))
            slot.display_name = f"{slot.day or ''} {first}-{last}".strip()

    # LOOK-UP
    @api.model
    def _next_slot(self, company, at, team=None, channel="call"):
        """First slot that is not over at ``at`` (naive UTC); empty where nobody may be called soon."""
        self._rebuild_pending()
        day = company._hcs_local_date(at)
        slot = self._find_slot(company, at, team, channel)
        # one that is near follows on the days before it; otherwise they may not have been made yet
        if not slot or slot.day > day + timedelta(days=MARGIN):
            self._ensure(company, day, day + timedelta(days=LOOK_AHEAD))
            slot = self._find_slot(company, at, team, channel)
        return slot.with_env(self.env)

    @api.model
    def _find_slot(self, company, at, team, channel):
        domain = [
            ("company_id", "=", company.id),
            ("team_id", "=", team.id if team else False),
            ("channel", "=", channel),
            ("to_utc", ">", at),
        ]
        # sudo: whoever plans or asks needs the hours, not the right to list slots
        return self.sudo().search_fetch(domain, ["from_utc", "to_utc", "day"], order="to_utc", limit=1)

    @api.model
    def _covers(self, company, at, team=None, channel="call"):
        """Whether ``at`` (naive UTC) lies inside a slot."""
        slot = self._next_slot(company, at, team, channel).sudo()
        return bool(slot) and slot.from_utc <= at

    @api.model
    def _ensure(self, company, date_from, date_to):
        """Have slots up to date and present from ``date_from`` to ``date_to``; call it before SQL that joins slots.

        Days beyond ten years are left alone: nobody plans there, a mistyped date does.
        """
        self._rebuild_pending()
        today = fields.Date.today()
        date_from = max(date_from, today - timedelta(days=FARTHEST))
        date_to = min(date_to, today + timedelta(days=FARTHEST))
        [(first, last)] = self.sudo()._read_group([("company_id", "=", company.id)], [], ["day:min", "day:max"])
        if not first:
            self.sudo()._rebuild(company, date_from, date_to)
            return
        # the last days of the year may all be without calls
        if date_from < first - timedelta(days=MARGIN):
            self.sudo()._rebuild(company, date_from, first)
        if date_to > last + timedelta(days=MARGIN):
            self.sudo()._rebuild(company, last, date_to)

    @api.model
    def _reaches(self, company, day):
        """Whether slots were made for ``day``."""
        [(first, last)] = self.sudo()._read_group([("company_id", "=", company.id)], [], ["day:min", "day:max"])
        return bool(first) and first - timedelta(days=MARGIN) <= day <= last + timedelta(days=MARGIN)

    # REBUILD
    @api.model
    def _rebuild_later(self, companies=None, date_from=None, date_to=None):
        """Have slots rebuilt once, before the transaction ends or the next look-up, whatever changes until then.

        :param companies: all of them where empty
        :param date_from: all days where None
        """
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = []
            precommit.add(self.env["hcs.calling.slot"].sudo()._rebuild_pending)
        precommit.data[PENDING].append((tuple(companies.ids) if companies else (), date_from, date_to))

    @api.model
    def _rebuild_pending(self):
        """Do now what :meth:`_rebuild_later` announced; call it before SQL of your own reads slots."""
        spans = self.env.cr.precommit.data.pop(PENDING, None) or []
        merged = {}
        for company_ids, date_from, date_to in spans:
            first, last = merged.get(company_ids, (date_from, date_to))
            whole = None in (first, last, date_from, date_to)
            merged[company_ids] = (None, None) if whole else (min(first, date_from), max(last, date_to))
        for company_ids, (date_from, date_to) in merged.items():
            self.sudo()._rebuild(self.env["res.company"].sudo().browse(company_ids).exists(), date_from, date_to)

    @api.model
    def _rebuild(self, companies=None, date_from=None, date_to=None):
        """Make the slots of ``companies`` (all where empty) what seasons, windows and days say now.

        Only differences are written; where there are some, :meth:`_slots_changed` is told.

        :return: number of slots removed or added
        """
        self.env.flush_all()
        today = fields.Date.today()
        date_from = date_from or today - timedelta(days=DAYS_BACK)
        date_to = date_to or today + timedelta(days=DAYS_AHEAD)
        # two rebuilds at once would add the same rows
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtext('hcs_calling_slot'))"))
        total = 0
        for company in companies or self.env["res.company"].sudo().search([]):  # pylint: disable=no-search-all
            days = [date_from + timedelta(days=offset) for offset in range((date_to - date_from).days + 1)]
            days = [day for day in days if company._hcs_is_call_day(day)]
            [(count, first, last)] = self.env.execute_query(self._rebuild_sql(company, days, date_from, date_to))
            if count:
                total += count
                self.invalidate_model()
                self._slots_changed(company, first, last)
        return total

    @api.model
    def _rebuild_sql(self, company, days, date_from, date_to):
        """One statement that removes the slots nobody wants and adds the missing ones.

        The most particular season of a day holds: one of the team, of the company, of everybody, in this order.
        """
        return SQL(
            """
            WITH scope AS (
                SELECT NULL::int AS team_id
                UNION ALL
                SELECT id FROM hcs_team WHERE company_id = %(company)s
            ), season AS (
                SELECT scope.team_id, s.id, s.start, s."end",
                       CASE WHEN bound.season_id IS NOT NULL THEN 0 WHEN s.company_id IS NOT NULL THEN 1 ELSE 2 END
                       AS level
                  FROM scope
                  JOIN hcs_calling_season s
                    ON s.active AND (s.company_id IS NULL OR s.company_id = %(company)s)
             LEFT JOIN hcs_calling_season_team_rel bound
                    ON bound.season_id = s.id AND bound.team_id = scope.team_id
                 WHERE bound.season_id IS NOT NULL
                    OR NOT EXISTS (SELECT FROM hcs_calling_season_team_rel r WHERE r.season_id = s.id)
            ), season_day AS (
                SELECT d.day, season.team_id, season.id AS season_id,
                       rank() OVER (PARTITION BY d.day, season.team_id ORDER BY season.level) AS place
                  FROM unnest(%(days)s::date[]) AS d(day)
                  JOIN season
                    ON CASE WHEN season.start <= season."end"
                            THEN to_char(d.day, 'MM-DD') BETWEEN season.start AND season."end"
                            ELSE to_char(d.day, 'MM-DD') >= season.start OR to_char(d.day, 'MM-DD') <= season."end"
                       END
            ), wanted AS (
                SELECT sd.team_id, c.channel, sd.day,
                       (sd.day + make_interval(secs => round(w.hour_from * 3600)))
                           AT TIME ZONE %(tz)s AT TIME ZONE 'UTC' AS from_utc,
                       (sd.day + make_interval(secs => round(w.hour_to * 3600)))
                           AT TIME ZONE %(tz)s AT TIME ZONE 'UTC' AS to_utc
                  FROM season_day sd
                  JOIN hcs_calling_window w
                    ON w.season_id = sd.season_id AND strpos(w.weekdays, to_char(sd.day, 'ID')) > 0
                  JOIN (VALUES ('call'), ('sms')) AS c(channel) ON w.channel IN ('any', c.channel)
                 WHERE sd.place = 1
            ), present AS (
                SELECT team_id, channel, day, from_utc, to_utc
                  FROM hcs_calling_slot
                 WHERE company_id = %(company)s AND day BETWEEN %(date_from)s AND %(date_to)s
            ), gone AS (
                DELETE FROM hcs_calling_slot slot
                 USING (SELECT * FROM present EXCEPT SELECT * FROM wanted) AS extra
                 WHERE slot.company_id = %(company)s
                   AND COALESCE(slot.team_id, 0) = COALESCE(extra.team_id, 0) AND slot.channel = extra.channel
                   AND slot.from_utc = extra.from_utc AND slot.to_utc = extra.to_utc
             RETURNING slot.day
            ), fresh AS (
                INSERT INTO hcs_calling_slot (company_id, team_id, channel, day, from_utc, to_utc)
                SELECT %(company)s, missing.* FROM (SELECT * FROM wanted EXCEPT SELECT * FROM present) AS missing
                    ON CONFLICT DO NOTHING
             RETURNING day
            )
            SELECT count(*), min(day), max(day) FROM (SELECT day FROM gone UNION ALL SELECT day FROM fresh) AS moved
            """,
            company=company.id,
            days=days,
            date_from=date_from,
            date_to=date_to,
            tz=company.hcs_tz,
        )

    @api.model
    def _slots_changed(self, companies, date_from, date_to):
        """Hook: slots of ``companies`` on these days of the hospital are not what they were."""

    @api.model
    def _cron_extend(self):
        """Keep two years of slots ahead; an unchanged calendar writes only the days that came nearer."""
        self._rebuild()
