"""What the gateway answered to the messages of the demonstration; nothing is ever sent."""

import random
from datetime import timedelta

SEED = 20260302
FRESH = timedelta(minutes=5)
FAILURES = ("sms_number_format", "sms_server", "hcs_no_template")


def on_its_way(hospital, at):
    """Messages of the step just made were made at ``at``; those whose hour had come have left since.

    They are marked as being sent, because a message that is on its way is not taken back by what happens later.
    """
    hospital.env.flush_all()
    hospital.env.cr.execute(
        """UPDATE hcs_message
              SET create_date = LEAST(%(at)s, planned_at),
                  state = CASE WHEN state = 'queued' AND planned_at <= %(fresh)s THEN 'sending' ELSE state END
            WHERE create_date = %(now)s""",
        {"at": at, "fresh": hospital.now - FRESH, "now": hospital.env.cr.now()},
    )
    hospital.env["hcs.message"].invalidate_model(["create_date", "state"])


class MessageLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.rng = random.Random(SEED)

    def load(self):
        on_its_way(self.hospital, self.hospital.now)
        messages = self.env["hcs.message"].search([("state", "=", "sending")], order="planned_at, id")
        for number, message in enumerate(messages):
            self._receipt(message, number, len(messages) - number)
        self.env["hcs.contact"].create(
            [{**message._prepare_contact_values(), "started_at": message.sent_at} for message in messages]
        )
        self.env["sms.sms"].search([("hcs_message_id", "in", messages.ids)]).unlink()
        messages._tell()
        self._settle(messages)

    def _receipt(self, message, number, left):
        """Most arrive; of the last ones the receipt is still out."""
        sent_at = message.planned_at + timedelta(seconds=self.rng.randint(5, 50))
        values = {"sent_at": sent_at, "tries": 1, "provider_ref": f"LOG{number + 1:06d}", "state": "delivered"}
        chance = self.rng.random()
        if left <= 2:
            values["state"] = "unknown" if left == 2 else "sent"
        elif left <= 6:
            values["state"] = "sent"
        elif chance < 0.03:
            values |= {"state": "failed", "reason": self.rng.choice(FAILURES)}
        if values["state"] == "delivered":
            values["delivered_at"] = sent_at + timedelta(seconds=self.rng.randint(2, 40))
        message.write(values)

    def _settle(self, messages):
        """Failures of past weeks were dealt with by somebody: the patient was called instead."""
        old = self.hospital.now - timedelta(hours=20)
        refused = self.env["hcs.message"].search([("state", "in", ("failed", "refused", "expired"))])
        for message in (messages | refused).filtered(
            lambda message: message.state in ("failed", "refused", "expired") and message.create_date < old
        ):
            message.write(
                {
                    "handled_by_id": self.hospital.ref("user_agent2_demo").id,
                    "handled_at": message.create_date + timedelta(hours=3),
                }
            )
