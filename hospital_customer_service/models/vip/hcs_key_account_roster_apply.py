import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# rows about the patient's own record, made together with it
OWN_MODELS = {
    "hcs.patient.phone",
    "hcs.patient.identifier",
    "hcs.patient.relation",
    "hcs.key.account.roster.line",
    "hcs.patient.duplicate",
}


class HcsKeyAccountRosterLine(models.Model):
    """Rows taken over and taken back; each row for itself, in steps of some hundred."""

    _inherit = "hcs.key.account.roster.line"

    def _apply(self):
        """Write what the preview said. Runs as the system: who may take a list over was asked before."""
        fresh = self.filtered(lambda line: line.result == "new" or (line.result, line.choice) == ("doubtful", "new"))
        self._together(fresh, HcsKeyAccountRosterLine._make_patients)
        self.filtered(lambda line: (line.result, line.choice) == ("doubtful", "skip"))._refuse(
            self.env._("Left out by decision.")
        )
        join = self.filtered(lambda line: line.patient_id and line.result in ("new", "known", "doubtful"))
        self._together(join, HcsKeyAccountRosterLine._join_roster)
        for line in self.filtered(lambda line: line.result == "changed"):
            line._attempt(HcsKeyAccountRosterLine._change)
        for line in self.filtered(lambda line: line.result == "left"):
            line._attempt(HcsKeyAccountRosterLine._leave)

    @api.model
    def _together(self, lines, step):
        """All at once, or one by one where one of them fails, so that the right row says why."""
        if not lines:
            return
        try:
            with self.env.cr.savepoint():
                step(lines)
        except (UserError, psycopg2.IntegrityError):
            for line in lines:
                line._attempt(step)

    def _attempt(self, step):
        try:
            with self.env.cr.savepoint():
                step(self)
        except UserError as error:
            self._refuse(str(error))
        except psycopg2.IntegrityError:
            # somebody was quicker; the words of the database would quote the row
            self._refuse(self.env._("Something like this is here already. Look at the roster."))

    def _refuse(self, problem):
        self.write({"result": "wrong", "problem": problem, "made_patient": False, "made_member": False})

    def _make_patients(self):
        patients = self.env["hcs.patient"].create(
            [
                {
                    "company_id": line.company_id.id,
                    "name": line.name,
                    "sex": line.sex or "unknown",
                    "birthdate": line.birthdate,
                    "id_number": line.id_number,
                    "id_type": "id_card" if line.id_number else "none",
                    "phone_ids": [(0, 0, {"number": line.phone})] if line.phone else [],
                }
                for line in self
            ]
        )
        for line, patient in zip(self, patients, strict=True):
            line.write({"patient_id": patient.id, "made_patient": True})

    def _join_roster(self):
        current = self.roster_id._current_members()
        # decided to be somebody who is on the roster already
        there = self.filtered(lambda line: line.patient_id.id in current)
        for line in there:
            line.member_id = current[line.patient_id.id]
        there._change()
        fresh = self - there
        members = self.env["hcs.key.account.member"].create([line._prepare_member() for line in fresh])
        for line, member in zip(fresh, members, strict=True):
            line.write({"made_member": True, "member_id": member.id})

    def _prepare_member(self):
        return {
            "account_id": self.roster_id.account_id.id,
            "patient_id": self.patient_id.id,
            "group_id": self.group_id.id,
            "employee_number": self.employee_number,
            "date_from": self.roster_id.date_from,
            "roster_id": self.roster_id.id,
        }

    def _change(self):
        for line in self:
            member = line.member_id
            line.write({"before_group_id": member.group_id.id, "before_employee_number": member.employee_number})
            member.write(
                {
                    "group_id": line.group_id.id or member.group_id.id,
                    "employee_number": line.employee_number or member.employee_number,
                }
            )

    def _leave(self):
        for line in self:
            if line.member_id.date_to:
                raise UserError(self.env._("This person has left already."))
            line.member_id.action_leave(line.roster_id.left_on)

    # BACK
    def _undo(self):
        """Everything as it was; patients whom something has happened to since stay."""
        for line in self.filtered(lambda line: line.result == "left" and line.member_id):
            line.member_id.date_to = False
        joined = self.filtered("made_member")
        for line in self - joined:
            if line.member_id and (line.before_group_id or line.before_employee_number or line.result == "changed"):
                line.member_id.write(
                    {"group_id": line.before_group_id.id, "employee_number": line.before_employee_number}
                )
        joined.member_id.unlink()
        joined.write({"made_member": False})
        made = self.filtered("made_patient")
        busy = self._patients_in_use(made.patient_id)
        for line in made:
            if line.patient_id.id in busy:
                line.problem = self.env._("The patient stays: something has happened since.")
        made.patient_id.filtered(lambda patient: patient.id not in busy).active = False

    @api.model
    def _patients_in_use(self, patients):
        """Ids of those of ``patients`` whom any record but their own card leads to."""
        merges = self.env["hcs.patient.merge"]
        self.env.flush_all()
        busy = set()
        for link in merges._links():
            if link["kind"] != "many2one" or link["model"] in OWN_MODELS or not patients:
                continue
            column = SQL.identifier(link["column"])
            rows = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT %s FROM %s WHERE %s = ANY(%s)",
                    column,
                    SQL.identifier(link["table"]),
                    column,
                    list(patients.ids),
                )
            )
            busy.update(row[0] for row in rows)
        return busy
