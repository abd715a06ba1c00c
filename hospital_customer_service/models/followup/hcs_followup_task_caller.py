from odoo import api, fields, models
from odoo.tools import SQL

from ..common.hcs_masked_mixin import PII_GROUP
from .hcs_followup_task import CENTRE, TODO_STATES
from .hcs_followup_task_card import LAST_CONTACTS


class HcsFollowupTask(models.Model):
    """A call to somebody of whom only a name and a number are known: who asked and has not booked (FUP-01).

    There is no card, no consent and no visit; the number stands for the person.
    """

    _inherit = "hcs.followup.task"

    is_caller = fields.Boolean("Caller without a card", compute="_compute_is_caller", groups=CENTRE)
    caller_name_masked = fields.Char("Caller", compute="_compute_caller_masked", compute_sudo=True, groups=CENTRE)
    caller_phone_masked = fields.Char(
        "Caller's number", compute="_compute_caller_masked", compute_sudo=True, groups=CENTRE
    )

    _somebody = models.Constraint(
        "CHECK (patient_id IS NOT NULL OR service_record_id IS NOT NULL)",
        "Say who is to be called: a patient, or the caller of a service record.",
    )

    @api.depends("patient_id", "service_record_id")
    def _compute_is_caller(self):
        for task in self:
            task.is_caller = not task.patient_id and bool(task.service_record_id)

    @api.depends("patient_id", "service_record_id.caller_name_masked", "service_record_id.caller_phone_masked")
    def _compute_caller_masked(self):
        """Of a caller without a card; where there is one, it says who is called."""
        for task in self:
            record = task.service_record_id if not task.patient_id else task.service_record_id.browse()
            task.caller_name_masked = record.caller_name_masked
            task.caller_phone_masked = record.caller_phone_masked

    # ---------------------------------------------------------------- who

    def _person_name(self):
        """Whom the call is for; a caller is named in full to those who may see it."""
        if self.patient_id or not self.service_record_id:
            return self.patient_id.name
        record = self.service_record_id.sudo()  # sudo: shortened, or for those who see names in full
        may_see = self.env.su or self.env.user.has_group(PII_GROUP)
        return (record.caller_name if may_see else record.caller_name_masked) or self.env._("Caller")

    def _activity_record(self):
        return self.patient_id or self.service_record_id

    def _line_dialled(self, phone):
        """Number in full and masked; whoever asks for the first has to be allowed to see it."""
        if self.patient_id:
            return super()._line_dialled(phone)
        record = self.service_record_id.sudo()  # sudo: the ledger keeps the number, the screen the masked one
        return record.caller_phone, record.caller_phone_masked

    def _has_number(self):
        if self.patient_id:
            return super()._has_number()
        return bool(self.service_record_id.sudo().caller_digits)  # sudo: a verdict

    def _may_tell_relatives(self):
        # nobody has said who may be told
        return bool(self.patient_id) and super()._may_tell_relatives()

    def _prepare_contact_values(self):
        values = super()._prepare_contact_values()
        if not self.patient_id:
            values["caller_name"] = self.env._("Caller of %s", self.service_record_id.sudo().reference)
        return values

    # ---------------------------------------------------------------- may I call

    def _guard_code(self, at):
        if self.patient_id:
            return super()._guard_code(at)
        agreed = self._is_agreed(at)
        return self.env["hcs.contact.guard"]._check_number(
            self.service_record_id.sudo().caller_phone,  # sudo: a verdict
            "followup",
            self._contact_channel(),
            at,
            team=self._get_team(),
            requested=agreed,
            confirmed_holiday=agreed,
            company=self.company_id,
        )

    @api.model
    def _stop_signals(self):
        guard = self.env["hcs.contact.guard"]
        signals = super()._stop_signals()
        # sudo: most hospitals have no such number, and hundreds of thousands of tasks are asked
        if self.env["phone.blacklist"].sudo().search_count([], limit=1):
            caller = guard._blocked_number_sql(SQL("'+' || sr.caller_digits"))
            blocked = guard._blocked_number_sql(SQL("ph.e164"))
            usable = SQL(
                "SELECT FROM hcs_patient_phone ph WHERE ph.patient_id = t.patient_id AND ph.wrong IS NOT TRUE"
                " AND ph.number IS NOT NULL"
            )
            condition = SQL(
                "CASE WHEN t.patient_id IS NULL THEN EXISTS (SELECT FROM hcs_service_record sr"
                " WHERE sr.id = t.service_record_id AND %s)"
                " ELSE EXISTS (%s) AND NOT EXISTS (%s AND NOT %s) END",
                caller,
                usable,
                usable,
                blocked,
            )
            signals.append(("number_blocked", condition))
        return signals

    @api.model
    def _same_caller_sql(self, alias):
        """Tasks, as ``o``, of everybody who called with the number of the task ``alias``."""
        return SQL(
            """hcs_service_record r0 JOIN hcs_service_record r1
                    ON reverse(r1.caller_digits) = reverse(r0.caller_digits) AND r1.company_id = r0.company_id
                  JOIN hcs_followup_task o ON o.service_record_id = r1.id AND r0.id = %s""",
            SQL.identifier(alias, "service_record_id"),
        )

    @api.model
    def _caller_contacts_sql(self, since, now):
        return SQL(
            "FROM %s JOIN hcs_contact k ON k.res_model = 'hcs.followup.task' AND k.res_id = o.id"
            " AND k.direction = 'out' AND k.started_at >= %s AND k.started_at <= %s",
            self._same_caller_sql("t"),
            since,
            now,
        )

    @api.model
    def _called_since_sql(self, since, now):
        return SQL(
            "CASE WHEN t.patient_id IS NULL THEN EXISTS (SELECT %s WHERE k.channel = 'call' AND o.id <> t.id)"
            " ELSE %s END",
            self._caller_contacts_sql(since, now),
            super()._called_since_sql(since, now),
        )

    @api.model
    def _cap_hold_sql(self, companies, now):
        """The limits of the hospital, counted by the number where there is no card."""
        cases = []
        for company in companies.sudo():  # sudo: limits are no secret
            today = company._hcs_to_utc(company._hcs_local_date(now))
            for reason, limit, since in (
                ("cap_day", company.hcs_cap_day, today),
                ("cap_week", company.hcs_cap_week, min(today, fields.Datetime.subtract(now, days=7))),
            ):
                if limit:
                    cases.append(
                        SQL(
                            "WHEN t.company_id = %s AND (SELECT COUNT(*) %s"
                            " WHERE k.reached IS NOT FALSE) >= %s THEN %s",
                            company.id,
                            self._caller_contacts_sql(since, now),
                            limit,
                            reason,
                        )
                    )
        if not cases:
            return super()._cap_hold_sql(companies, now)
        return SQL(
            "CASE WHEN t.patient_id IS NULL THEN CASE %s END ELSE %s END",
            SQL(" ").join(cases),
            super()._cap_hold_sql(companies, now),
        )

    @api.model
    def _dialable_sql(self):
        return SQL(
            "(%s OR t.patient_id IS NULL AND EXISTS (SELECT FROM hcs_service_record sr"
            " WHERE sr.id = t.service_record_id AND sr.caller_digits IS NOT NULL))",
            super()._dialable_sql(),
        )

    def _same_person_sql(self):
        if self.sudo().patient_id:
            return super()._same_person_sql()
        return SQL(
            "patient_id IS NULL AND service_record_id IN (SELECT r.id FROM hcs_service_record r"
            " WHERE reverse(r.caller_digits) = reverse(%s))",
            self.service_record_id.sudo().caller_digits or "",  # sudo: compared, never shown
        )

    # ---------------------------------------------------------------- what follows from the call

    def _mark_number_wrong(self, phone, outcome):
        """There is no card whose number could be corrected: nobody else is called at this one."""
        if self.patient_id:
            return super()._mark_number_wrong(phone, outcome)
        return self._cancel_caller("number_wrong", fields.Datetime.now())

    def _withdraw_consent(self, at, outcome):
        """Without a card it is the number that is not called again, whoever asks for it."""
        if self.patient_id:
            return super()._withdraw_consent(at, outcome)
        self.env["hcs.contact.guard"]._block_number(self.service_record_id.sudo().caller_phone, self.company_id)
        return self._cancel_caller("number_blocked", at)

    def _cancel_siblings(self, at):
        if self.patient_id:
            return super()._cancel_siblings(at)
        return self._cancel_caller("refused", at)

    def _cancel_caller(self, reason, at):
        """The other open calls to this number end as well."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT x.id FROM hcs_followup_task t CROSS JOIN LATERAL (SELECT o.id FROM %s) x WHERE t.id = %s",
                self._same_caller_sql("t"),
                self.id,
            )
        )
        others = self.sudo().browse(row[0] for row in rows).filtered(lambda task: task.state in TODO_STATES) - self
        others.filtered("is_caller")._write_flow({"state": "cancelled", "cancel_reason": reason, "closed_at": at})
        return others

    def _reminder_person(self):
        if self.patient_id:
            return super()._reminder_person()
        return [("service_record_id", "=", self.service_record_id.id)]

    # ---------------------------------------------------------------- console

    def _console_patient(self):
        patient = super()._console_patient()
        if self.patient_id or not self.service_record_id:
            return patient
        phone = {
            "id": 0,
            "number": self.caller_phone_masked or "",
            "whose": self.env._("Caller"),
            "own": True,
            "wrong": False,
            "invalid": False,
            "note": "",
        }
        record = self.service_record_id
        return patient | {
            "id": False,
            "caller": True,
            "name": self._person_name(),
            "dial_id": 0,
            "phones": [phone] if phone["number"] else [],
            "notes": "\n".join(filter(None, (record.subject, record.description))),
        }

    def _contact_records(self):
        """Contacts of the service record and of its calls."""
        if self.patient_id:
            return super()._contact_records()
        tasks = self.search([("service_record_id", "=", self.service_record_id.id)])
        contacts = self.env["hcs.contact"]
        found = contacts._of(self.service_record_id) | contacts._of(tasks)
        return found.sorted(lambda contact: (contact.started_at, contact.id), reverse=True)[:LAST_CONTACTS]
