"""A medical dispute that is still open: the sheet is written, the records are sealed, mediation has begun."""

from datetime import timedelta

from odoo import Command

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class DisputeLoader:
    def __init__(self, story):
        self.story = story
        self.hospital = story.hospital
        self.now = story.now

    def load(self, row):
        category = self.hospital.ref("hcs_complaint_category_safety")
        ticket, at = self.story.register(row, kind="dispute", login="leader", category_id=category.id, severity="4")
        office = self.hospital.acting(ticket, "complaint")
        with self.story.present(at + HOUR):
            office.action_acknowledge()
            office.action_accept(self.hospital.ref("user_complaint_demo").id)
        with self.story.present(at + 3 * HOUR):
            self.hospital.acting(ticket, "director").action_report_up(row["up"], row["up_note"])
            for notice, words in zip(office.notice_ids, row["notices"], strict=False):
                notice.action_told("spouse", words)
            office.seal_ids.create(
                {"ticket_id": ticket.id, "sealed_at": at + 3 * HOUR, "signed_by_both": True, **row["seal"]}
            )
        told = [
            Command.create({"name": name, "how": how, "at": at + number * HOUR})
            for number, (name, how) in enumerate(row["told"], 1)
        ]
        with self.story.present(at + 5 * HOUR):
            office.sheet_ids.create({"ticket_id": ticket.id, "told_ids": told, **row["sheet"]}).action_complete()
            office.action_investigate()
        director = self.hospital.ref("user_director_demo")
        with self.story.present(at + 5 * DAY):
            office.negotiation_ids.create(
                {
                    "ticket_id": ticket.id,
                    "hospital_user_ids": [Command.set([director.id, office.env.uid])],
                    "at": at + 5 * DAY,
                    "outcome": "again",
                    **row["meeting"],
                }
            )
            office.route_ids.create(
                {
                    "ticket_id": ticket.id,
                    "opened_on": self.hospital.to_local(at + 5 * DAY).date(),
                    "deadline_at": self.now + 4 * DAY,
                    **row["route"],
                }
            )
