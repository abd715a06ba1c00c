"""What the demonstration must show of the service desk, whatever the hour."""

from odoo import fields

FIRST_SCREENS = {
    "agent": "hcs.service.record",
    "escort": "hcs.service.step",
    "leader": "hcs.service.record",
    "director": "hcs.incident",
    "department": "hcs.collaboration",
    "doctor": "hcs.collaboration",
    "nurse": "hcs.ward.checklist",
}
# model → (least number of rows, statuses that must be there)
EXPECTED = {
    "hcs.appointment": (
        200,
        {"waitlisted", "booked", "confirmed", "arrived", "done", "no_show", "cancelled", "rescheduled"},
    ),
    "hcs.clinic.session": (250, {"open", "stopped", "closed"}),
    "hcs.service.record": (180, {"new", "in_progress", "waiting", "done", "cancelled"}),
    "hcs.collaboration": (12, {"requested", "accepted", "answered", "closed", "refused"}),
    "hcs.service.payment": (5, {"received", "paid", "confirmed", "void"}),
    "hcs.ward.checklist": (5, {"expected", "running", "done"}),
    "hcs.result.delivery": (55, {"waiting", "ready", "held", "delivered", "collected", "cancelled"}),
    "hcs.incident": (10, {"reported", "handling", "closed", "reviewed"}),
    "hcs.directory.proposal": (4, {"proposed", "accepted", "refused"}),
    "hcs.message": (100, {"delivered", "failed", "sent"}),
    "hcs.clock": (300, {"running", "paused", "met", "met_late", "cancelled"}),
    "hcs.patient.duplicate": (2, {"open"}),
    "hcs.followup.referral": (3, {"new"}),
    "hcs.quality.check": (6, {"to_score", "final"}),
    "survey.user_input": (30, {"done"}),
}
PAST = {
    "hcs.service.record": ("opened_at", "first_response_at", "answered_at", "closed_at", "create_date"),
    "hcs.appointment": ("arrived_at", "called_at", "done_at", "confirmed_at", "cancelled_at", "create_date"),
    "hcs.result.delivery": ("issued_at", "delivered_at", "create_date"),
    "hcs.collaboration": ("requested_at", "answered_at", "closed_at"),
    "hcs.incident": ("occurred_at", "closed_at", "reviewed_at", "handed_over_at"),
    "hcs.incident.observation": ("at",),
    "hcs.service.payment": ("received_at", "paid_at"),
    "hcs.service.step": ("done_at", "departed_at", "handed_over_at"),
    "hcs.message": ("sent_at", "delivered_at"),
    "hcs.contact": ("started_at",),
    "hcs.clock": ("started_at", "met_at"),
}


class DeskCheck:
    def __init__(self, case):
        self.case = case
        self.env = case.env
        self.now = fields.Datetime.now()

    def check(self):
        self._check_counts()
        self._check_conversion()
        self._check_past()
        self._check_variety()
        self._check_board()
        self._check_first_screens()

    def _check_counts(self):
        for model, (least, states) in EXPECTED.items():
            with self.case.subTest(model=model):
                counts = dict(self.env[model]._read_group([], ["state"], ["__count"]))
                self.case.assertGreaterEqual(sum(counts.values()), least)
                self.case.assertLessEqual(states, set(counts))

    def _check_conversion(self):
        """APT-05: some consultations led to a booking, not all of them."""
        records = self.env["hcs.service.record"]
        domain = [("type_id.counts_conversion", "=", True), ("state", "!=", "cancelled")]
        share = records._read_group(domain, [], ["conversion:avg"])[0][0]
        self.case.assertGreater(share, 15)
        self.case.assertLess(share, 75)

    def _check_past(self):
        """Nothing that has happened lies ahead."""
        for model, names in PAST.items():
            for name in names:
                with self.case.subTest(model=model, field=name):
                    last = self.env[model].search([(name, "!=", False)], order=f"{name} desc", limit=1)
                    if name != "create_date":
                        self.case.assertTrue(last)
                    self.case.assertLessEqual(last[name] or self.now, max(self.now, self.env.cr.now()))

    def _check_variety(self):
        case, env = self.case, self.env
        records = env["hcs.service.record"].search([])
        shipped = env["hcs.service.type"].search([])
        case.assertEqual(records.type_id, shipped, "every type of service was asked for")
        case.assertEqual(set(records.mapped("channel")), set(records._fields["channel"].get_values(env)))
        case.assertEqual(set(records.mapped("phase")), {"pre", "during", "post"})
        case.assertTrue(records.filtered("reopened_count"))
        case.assertTrue(records.filtered("merged_into_id"))
        case.assertTrue(records.filtered("handover_count"))
        case.assertTrue(records.filtered("is_overdue"))
        case.assertTrue(records.filtered(lambda record: record.state == "waiting" and record.wait_reason))
        incidents = env["hcs.incident"].search([])
        case.assertEqual(set(incidents.mapped("kind")), set(incidents._fields["kind"].get_values(env)))
        case.assertTrue(incidents.filtered(lambda incident: incident.anonymous and incident.near_miss))
        case.assertTrue(incidents.filtered(lambda incident: incident.kind == "equipment" and incident.step_ids))
        case.assertTrue(env["hcs.result.delivery"].search_count([("round", ">", 1)]))
        case.assertTrue(env["hcs.clock.event"].search_count([("kind", "=", "breach")]))
        case.assertTrue(env["hcs.appointment"].search_count([("offer_until", ">", self.now)]))
        stops = env["hcs.clinic.stop.line"].search([])
        # around the Spring Festival hardly a clinic lies ahead to move somebody to
        case.assertTrue(stops)

    def _check_board(self):
        """At any hour there is something to do this minute (RPT-08)."""
        board = self.env["hcs.service.record"].with_user(self._user("leader")).get_board()
        tiles = {tile["key"]: tile["count"] for tile in board["tiles"]}
        for key in ("overdue", "due_now", "unassigned", "results", "acute", "incidents", "messages"):
            self.case.assertGreater(tiles[key], 0, key)
        self.case.assertTrue(board["queues"])

    def _check_first_screens(self):
        for login, model in FIRST_SCREENS.items():
            with self.case.subTest(login=login):
                self.case.assertTrue(self.env[model].with_user(self._user(login)).search_count([], limit=1))

    def _user(self, login):
        return self.env["res.users"].search([("login", "=", login)])
