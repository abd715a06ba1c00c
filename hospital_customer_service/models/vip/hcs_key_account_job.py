from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .hcs_key_account_notice import NOTICES

BATCH = 500


class HcsKeyAccount(models.Model):
    """Tasks for the account managers: each once, however often the job runs; a lost run loses nothing (KA3)."""

    _inherit = "hcs.key.account"

    @api.model
    def _cron_give_tasks(self):
        now = fields.Datetime.now()
        ir_cron = self.env["ir.cron"]
        for company in self.env["hcs.vip.membership"]._companies():
            for task in self.with_company(company)._due_tasks(now)[:BATCH]:
                self.env["hcs.vip.membership"]._attempt(task[0]._give_task, *task[1:], now)
                if not ir_cron._commit_progress(1):
                    return

    @api.model
    def _due_tasks(self, now):
        """``[(account, kind, key, day, text, person)]`` of everything that nobody was told yet, the oldest first."""
        company = self.env.company
        today = company._hcs_local_date(now)
        # the job looks at this day, whatever the context of whoever runs it
        accounts = self.with_context(hcs_as_of=today).search([("company_id", "=", company.id)])
        tasks = [task for kind, _label in NOTICES for task in getattr(accounts, f"_{kind}_tasks")(today)]
        told = set(
            self.env.execute_query(
                SQL(
                    "SELECT account_id, kind, key FROM hcs_key_account_notice"
                    " WHERE company_id = %s AND account_id = ANY(%s)",
                    company.id,
                    list(accounts.ids),
                )
            )
            if accounts
            else ()
        )
        return sorted(
            (task for task in tasks if (task[0].id, task[1], task[2]) not in told),
            key=lambda task: (task[3], task[0].id, task[1], task[2]),
        )

    def _contact_tasks(self, today):
        for account in self.filtered(lambda account: account.next_contact_on and account.next_contact_on <= today):
            day = account.next_contact_on
            yield account, "contact", fields.Date.to_string(day), day, self.env._("Get in touch: it is time"), None

    def _plan_tasks(self, today):
        until = today + timedelta(days=self.env.company.hcs_key_lead_days)
        lines = self.env["hcs.key.account.plan"].search(
            [("account_id", "in", self.ids), ("state", "=", "todo"), ("due_on", "<=", until)], order="due_on, id"
        )
        for line in lines:
            key = f"{line.id}:{line.due_on}"
            yield line.account_id, "plan", key, line.due_on, line.name, line.user_id

    def _birthday_tasks(self, today):
        until = today + timedelta(days=self.env.company.hcs_key_lead_days)
        people = self.env["hcs.key.account.person"].search(
            [("account_id", "in", self.ids), ("birthdate", "!=", False)]
        )
        for person in people:
            day = person._birthday_from(today)
            if day and day <= until:
                text = self.env._("Birthday of %(name)s", name=person.name)
                yield person.account_id, "birthday", f"{person.id}:{day.year}", day, text, None
        for account in self.filtered(lambda account: account.patient_id.birthdate and not account.patient_id.deceased):
            day = self.env["hcs.key.account.person"]._next_birthday(account.patient_id.birthdate, today)
            if day <= until:
                yield account, "birthday", f"{day.year}", day, self.env._("Birthday of the key customer"), None

    def _contract_tasks(self, today):
        until = today + timedelta(days=self.env.company.hcs_key_contract_days)
        contracts = self.env["hcs.key.account.contract"].search(
            [("account_id", "in", self.ids), ("date_to", ">=", today), ("date_to", "<=", until)]
        )
        for contract in contracts:
            following = contract.account_id.contract_ids.filtered(
                lambda other, contract=contract: other.date_from > contract.date_to
            )
            if not following:
                key = f"{contract.id}:{contract.date_to}"
                text = self.env._("Contract %(number)s ends: agree on the next one", number=contract.number)
                yield contract.account_id, "contract", key, contract.date_to, text, None

    def _quiet_tasks(self, today):
        """One task for each silence: the next visit begins another."""
        for account in self.filtered(lambda account: account.risk in ("1", "3")):
            since = account.last_visit_on or account.managed_since
            text = self.env._("No visit since %(day)s: ask why", day=since)
            yield account, "quiet", fields.Date.to_string(since), today, text, None

    def _score_tasks(self, today):
        """One task a quarter as long as the score stays low."""
        for account in self.filtered(lambda account: account.risk in ("2", "3")):
            text = self.env._("Satisfaction is %(score).0f %%: ask what is wrong", score=account.score)
            yield account, "score", f"{today.year}-Q{(today.month + 2) // 3}", today, text, None

    def _give_task(self, kind, key, day, text, person, now):
        """Note it first: the unique line makes a second run, or a run beside this one, tell nobody again."""
        self.ensure_one()
        person = person if person and person.active else self._who_is_told()
        # sudo: the job tells; notices are written by it only
        self.env["hcs.key.account.notice"].sudo().create(
            {
                "account_id": self.id,
                "company_id": self.company_id.id,
                "kind": kind,
                "key": key,
                "at": now,
                "user_id": person.id,
            }
        )
        self.activity_schedule(
            f"hospital_customer_service.mail_activity_type_key_{kind}",
            date_deadline=day,
            user_id=person.id,
            summary=text,
        )

    def _who_is_told(self):
        """The account manager; where that one has left, whoever leads the members' desk or made the account."""
        if self.manager_id.active:
            return self.manager_id
        group = self.env.ref("hospital_customer_service.group_hcs_vip")
        people = group.sudo().all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )
        return people.sorted("id")[:1] or self.create_uid
