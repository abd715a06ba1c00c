from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .hcs_service_record import OPEN_STATES

CENTRE = "hospital_customer_service.group_hcs_agent"
# due so soon counts as "now"; results have an hour in all, so theirs is shorter
SOON = timedelta(minutes=60)
RUNNING_OUT = timedelta(minutes=20)
LINES = 8
# nobody waits longer: who was forgotten yesterday is not in today's queue
QUEUE_DAY = timedelta(hours=24)


class HcsServiceRecord(models.Model):
    """What the desk has to look at this minute, for the live board (RPT-08).

    The answer holds references, departments and colleagues, never a patient: the board hangs on a wall.
    """

    _inherit = "hcs.service.record"

    @api.model
    @api.readonly
    def get_board(self):
        """Everything on the live board, in a number of queries that does not grow with the work.

        :return: dict of ``now``, ``hospital``, ``tiles``, ``records``, ``results``, ``incidents``, ``queues``,
            ``teams``; every figure carries the model and the domain of its rows
        """
        if not self.env.user.has_group(CENTRE):
            raise AccessError(self.env._("The live board is for the service centre."))
        now = fields.Datetime.now()
        mine = Domain("company_id", "in", self.env.companies.ids)
        records = mine & Domain("state", "in", OPEN_STATES)
        results = mine & Domain("next_due_at", "!=", False)
        incidents = mine & Domain("state", "in", ("reported", "handling"))
        due = records & Domain("next_due_at", "!=", False)
        return {
            "now": fields.Datetime.to_string(now),
            "hospital": self.env.company.name,
            "soon_minutes": SOON.seconds // 60,
            "result_minutes": RUNNING_OUT.seconds // 60,
            "wait_minutes": self.env.company.hcs_board_wait_minutes,
            "tiles": self._board_tiles(now, mine, records, results, incidents),
            "records": self._board_part("hcs.service.record", due, "next_due_at, id", self._board_record),
            "results": self._board_part("hcs.result.delivery", results, "next_due_at, id", self._board_result),
            "incidents": self._board_part("hcs.incident", incidents, "severity, id", self._board_incident),
            "queues": self._board_queues(mine, now),
            "teams": self._board_teams(now),
        }

    @api.model
    def _board_tiles(self, now, mine, records, results, incidents):
        late = Domain("next_due_at", "<", now)
        acute = Domain("kind", "=", "acute_patient")
        tiles = [
            ("overdue", self.env._("Overdue"), "danger", "hcs.service.record", records & late),
            (
                "due_now",
                self.env._("Due within the hour"),
                "warning",
                "hcs.service.record",
                records & ~late & Domain("next_due_at", "<=", now + SOON),
            ),
            (
                "unassigned",
                self.env._("Nobody's"),
                "warning",
                "hcs.service.record",
                records & Domain("user_id", "=", False),
            ),
            (
                "results",
                self.env._("Results running out"),
                "danger",
                "hcs.result.delivery",
                results & Domain("next_due_at", "<=", now + RUNNING_OUT),
            ),
            ("acute", self.env._("Acute patients"), "danger", "hcs.incident", incidents & acute),
            ("incidents", self.env._("Other incidents"), "danger", "hcs.incident", incidents & ~acute),
            (
                "messages",
                self.env._("Messages that failed"),
                "warning",
                "hcs.message",
                mine & self.env["hcs.message"]._attention_domain(),
            ),
        ]
        return [self._board_tile(*tile) for tile in tiles]

    @api.model
    def _board_tile(self, key, label, level, model, domain):
        return {
            "key": key,
            "label": label,
            "level": level,
            "model": model,
            "domain": list(domain),
            "count": self.env[model].search_count(domain),
        }

    @api.model
    def _board_part(self, model, domain, order, describe):
        """The first lines of a list, and how many there are in all."""
        rows = self.env[model].search(domain, order=order, limit=LINES)
        total = len(rows) if len(rows) < LINES else self.env[model].search_count(domain)
        return {
            "model": model,
            "domain": list(domain),
            "total": total,
            "rows": [{"id": row.id, "reference": row.reference, **describe(row)} for row in rows],
        }

    @api.model
    def _board_record(self, record):
        return {
            "what": record.type_id.name,
            "where": record.department_id.name or "",
            "who": record.user_id.name or "",
            "urgent": int(record.priority or 0),
            "due_at": fields.Datetime.to_string(record.next_due_at),
        }

    @api.model
    def _board_result(self, result):
        kinds = dict(result._fields["kind"]._description_selection(self.env))
        holds = dict(result._fields["hold"]._description_selection(self.env))
        return {
            "what": kinds[result.kind],
            "where": result.department_id.name or "",
            "who": result.user_id.name or "",
            "held": holds[result.hold] if result.hold != "none" else "",
            "due_at": fields.Datetime.to_string(result.next_due_at),
        }

    @api.model
    def _board_incident(self, incident):
        kinds = dict(incident._fields["kind"]._description_selection(self.env))
        return {
            "what": kinds[incident.kind],
            "where": incident.place or incident.department_id.name or "",
            "who": incident.user_id.name or "",
            "since": fields.Datetime.to_string(incident.occurred_at),
        }

    @api.model
    def _board_queues(self, mine, now):
        """Patients who wait to be called, by department; the longest wait first."""
        waiting = mine & self.env["hcs.department"]._queue_domain() & Domain("arrived_at", ">", now - QUEUE_DAY)
        groups = self.env["hcs.appointment"]._read_group(waiting, ["department_id"], ["__count", "arrived_at:min"])
        queues = [
            {
                "id": department.id,
                "name": department.name or self.env._("Elsewhere"),
                "count": count,
                "threshold": department.queue_threshold,
                "since": fields.Datetime.to_string(since),
                "model": "hcs.appointment",
                "domain": list(waiting & Domain("department_id", "=", department.id)),
            }
            for department, count, since in groups
        ]
        return sorted(queues, key=lambda queue: queue["since"])

    @api.model
    def _board_teams(self, now):
        """Who is on duty, and how much open work each of them has."""
        teams = self.env["hcs.team"].search(
            [("company_id", "in", self.env.companies.ids), ("member_ids", "!=", False)]
        )
        duty = teams._on_duty(now)
        people = self.env["res.users"].union(*duty.values())
        loads = dict(
            self._read_group([("user_id", "in", people.ids), ("state", "in", OPEN_STATES)], ["user_id"], ["__count"])
        )
        return [
            {
                "id": team.id,
                "name": team.name,
                "capacity": team.capacity,
                "people": [
                    {
                        "id": user.id,
                        "name": user.name,
                        "load": loads.get(user, 0),
                        "model": "hcs.service.record",
                        "domain": [("user_id", "=", user.id), ("state", "in", OPEN_STATES)],
                    }
                    # sudo: names of colleagues
                    for user in duty[team].sudo().sorted("name")
                ],
            }
            for team in teams
            if duty[team]
        ]
