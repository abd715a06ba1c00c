from odoo import models

LONGEST_SUBJECT = 60
VERY_URGENT = "3"


class HcsPublicPage(models.Model):
    """A question becomes a service record with its clock; who asks is compared with nobody here (SVC-08)."""

    _inherit = "hcs.public.page"

    def _warnings(self, words):
        """What to do at once, where ``words`` sound like danger to life.

        What the rules advise is said by an agent to a caller; a page says who helps.

        :return: list of words; empty where there is no danger
        """
        lines = self.env["hcs.triage.rule"].action_match(words)
        if not any(line["red_flag"] for line in lines):
            return []
        return [self.env._("Call 120 or come to our emergency department now. Do not wait for our answer.")]

    def _take_question(self, values):
        """A service record of what was asked, and the line of the ledger that it came in.

        :param values: name, phone, department (id or empty), question
        :return: the record
        """
        words = values["question"]
        return self._take(
            values,
            subject=words.split("\n", 1)[0][:LONGEST_SUBJECT],
            description=words,
            department_id=self._department(values.get("department")).id,
            **({"priority": VERY_URGENT} if self._warnings(words) else {}),
        )

    def _take(self, values, **more):
        record = self.env["hcs.service.record"].create(
            {
                "type_id": self.service_type_id.id,
                "company_id": self.env.company.id,
                "team_id": self.team_id.id,
                "channel": "web",
                "caller_name": values["name"],
                "caller_phone": values["phone"],
                "caller_relation": values.get("relation") or "self",
                **more,
            }
        )
        record.action_add_contact(channel="web", direction="in", note=more.get("description"))
        return record

    def _department(self, number):
        """A department of this hospital by the number in an address or a form; empty for every other one."""
        return self._one("hcs.department", number)

    def _one(self, model, number):
        """The record of this hospital with the id ``number``, whatever that is."""
        records = self.env[model]
        text = str(number or "")
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            return records
        return records.search([("id", "=", int(text)), ("company_id", "=", self.env.company.id)])
