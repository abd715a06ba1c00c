from collections import defaultdict
from functools import cache

from odoo import api, models
from odoo.tools import SQL

from ...tools.clock import Measure

EVENT_COLUMNS = "clock_id kind at level number addressee old_due_at new_due_at reason user_id".split()
SEGMENT_COLUMNS = "clock_id kind from_at to_at reason user_id".split()


class HcsClock(models.Model):
    """Rows in bulk: what the engine writes, one query for any number of clocks (DESIGN §1.6)."""

    _inherit = "hcs.clock"

    @api.model
    def _measures(self):
        """Function of unit, team and company that returns their ``tools.clock.Measure``; keeps what it made."""

        @cache
        def build(unit, calendar_id, company_id):
            company = self.env["res.company"].sudo().browse(company_id)
            calendar = self.env["resource.calendar"].sudo().browse(calendar_id)
            return Measure(
                unit,
                worktime=company._hcs_worktime(calendar) if unit.startswith("working") else None,
                to_local=lambda moment: company._hcs_local(moment).replace(tzinfo=None),
                to_utc=company._hcs_naive_to_utc,
            )

        return lambda unit, team, company: build(unit, team.sudo().calendar_id.id, company.id)

    def _runs(self):
        """The stretches of running time of each clock, the present one open: ``{clock id: [(from, to), …]}``."""
        runs = defaultdict(list)
        self.env["hcs.clock.segment"].flush_model()
        for clock_id, start, end in self.env.execute_query(
            SQL(
                "SELECT clock_id, from_at, to_at FROM hcs_clock_segment WHERE kind = 'running' AND clock_id = ANY(%s) "
                "ORDER BY from_at, id",
                list(self._ids),
            )
        ):
            runs[clock_id].append((start, end))
        for clock in self:
            if clock.state == "running":
                runs[clock.id].append((clock.running_since, None))
        return runs

    def _set(self, rows):
        """Write ``rows``, ``{clock: values}`` with the same columns in each, in one statement."""
        if not rows:
            return
        self.flush_model()
        columns = list(next(iter(rows.values())))
        values = [
            SQL("(%s)", SQL(", ").join([clock.id, *(row[name] for name in columns)])) for clock, row in rows.items()
        ]
        assignments = [
            SQL(
                "%s = v.%s::%s",
                SQL.identifier(name),
                SQL.identifier(name),
                SQL.identifier(self._fields[name].column_type[0]),
            )
            for name in columns
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE hcs_clock c SET write_date = now() AT TIME ZONE 'UTC', write_uid = %s, %s FROM (VALUES %s) "
                "AS v(id, %s) WHERE c.id = v.id",
                self.env.uid,
                SQL(", ").join(assignments),
                SQL(", ").join(values),
                SQL(", ").join(SQL.identifier(name) for name in columns),
            )
        )
        self._forget_cached(columns)

    @api.model
    def _insert(self, table, columns, rows, returning="id"):
        """INSERT of ``rows`` (tuples in the order of ``columns``) that leaves alone what is there already."""
        if not rows:
            return []
        return self.env.execute_query(
            SQL(
                "INSERT INTO %s (create_uid, create_date, write_uid, write_date, %s) VALUES %s ON CONFLICT DO NOTHING "
                "RETURNING %s",
                SQL.identifier(table),
                SQL(", ").join(SQL.identifier(name) for name in columns),
                SQL(", ").join(
                    SQL(
                        "(%s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC', %s)",
                        self.env.uid,
                        self.env.uid,
                        SQL(", ").join([*row]),
                    )
                    for row in rows
                ),
                SQL(returning),
            )
        )

    def _append_segments(self, rows):
        """Write stretches that are over: tuples of clock, kind, from, to, reason."""
        self._insert(
            "hcs_clock_segment",
            SEGMENT_COLUMNS,
            [
                (c.id, kind, start, max(start, end), reason or None, self.env.uid)
                for c, kind, start, end, reason in rows
            ],
        )
        self._forget_cached(["segment_ids"])

    def _append_events(self, rows):
        """Write what happened: dictionaries with ``clock``, ``kind``, ``at`` and other columns.

        Without a ``number`` the event is one more of its kind.

        :return: ``{(clock id, kind, level, number, addressee): event id}`` of those that had not been written before
        """
        counted = [row["clock"].id for row in rows if "number" not in row]
        last = {}
        if counted:
            last = {
                (clock_id, kind): number
                for clock_id, kind, number in self.env.execute_query(
                    SQL(
                        "SELECT clock_id, kind, max(number) FROM hcs_clock_event WHERE clock_id = ANY(%s) "
                        "GROUP BY clock_id, kind",
                        counted,
                    )
                )
            }
        values = []
        for row in rows:
            number = row.get("number", last.get((row["clock"].id, row["kind"]), 0) + 1)
            values.append(
                (
                    row["clock"].id,
                    row["kind"],
                    row["at"],
                    row.get("level", 0),
                    number,
                    row.get("addressee", ""),
                    row.get("old_due_at") or None,
                    row.get("new_due_at") or None,
                    row.get("reason") or None,
                    self.env.uid,
                )  # fmt: skip
            )
        inserted = self._insert(
            "hcs_clock_event", EVENT_COLUMNS, values, "id, clock_id, kind, level, number, addressee"
        )
        self._forget_cached(["event_ids"])
        return {tuple(key): event_id for event_id, *key in inserted}

    def _append_facts(self, now):
        """Write the warnings and breaches of running clocks whose moment has passed, each once."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "INSERT INTO hcs_clock_event (create_uid, create_date, write_uid, write_date, clock_id, kind, at, "
                "level, number, addressee, user_id) SELECT %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, "
                "now() AT TIME ZONE 'UTC', c.id, v.kind, v.at, 0, 0, '', %(uid)s FROM hcs_clock c "
                "CROSS JOIN LATERAL (VALUES ('warning', c.warn_at), ('breach', c.due_at)) v(kind, at) "
                "WHERE c.id = ANY(%(ids)s) AND c.state = 'running' AND v.at < %(now)s ON CONFLICT DO NOTHING",
                uid=self.env.uid,
                ids=list(self._ids),
                now=now,
            )
        )
        self._forget_cached(["event_ids"])

    def _forget_cached(self, columns):
        """Drop from the cache what was written past it."""
        columns = [name for name in columns if name in self._fields]
        stored = [name for name in columns if self._fields[name].store and self._fields[name].column_type]
        if stored:
            self.modified(stored)
        self.invalidate_recordset(columns, flush=False)

    @api.model
    def _sync_owners(self, inverse, ids):
        """Write on the records which of their deadlines comes first."""
        model = self.env[self._clock_owner_fields()[inverse]].sudo()
        records = model.browse(ids)
        records.flush_recordset(["next_due_at"])
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s o SET next_due_at = n.due FROM (SELECT i.id, (SELECT min(due_at) FROM hcs_clock c "
                "WHERE c.%(inverse)s = i.id AND c.state = 'running') AS due FROM unnest(%(ids)s) i(id)) n "
                "WHERE o.id = n.id AND o.next_due_at IS DISTINCT FROM n.due",
                table=SQL.identifier(model._table),
                inverse=SQL.identifier(inverse),
                ids=list(ids),
            )
        )
        records.modified(["next_due_at"])
        records.invalidate_recordset(["next_due_at", "clock_ids"], flush=False)

    def _sync(self):
        for inverse, clocks in self._owners():
            self._sync_owners(inverse, clocks[inverse].ids)
