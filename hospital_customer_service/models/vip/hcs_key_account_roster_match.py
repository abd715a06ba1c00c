from odoo import api, models
from odoo.fields import Domain

from ...tools import idcard
from ...tools.duplicates import CERTAIN, LIKELY, Facts, compare


class HcsKeyAccountRoster(models.Model):
    """Who is who: rows compared with the patients and with the roster, before anything is written (KA1, PAT-04)."""

    _inherit = "hcs.key.account.roster"

    def _prepare_lines(self, rows):
        """Values of the lines for the rows of a file, and for those who are missing in it."""
        facts = {number: self._row_facts(row) for number, row in rows}
        known = self._known_patients(facts.values())
        members = self._current_members()
        groups = {group.name.casefold(): group for group in self.account_id.group_ids}
        lines, seen = [], {}
        for number, row in rows:
            line = self._prepare_line(number, row, groups)
            if not line.get("result"):
                line.update(self._judge(row, facts[number], known, members, line["group_id"]))
            key = line.get("patient_id") or (facts[number].id_number or (facts[number].name, facts[number].phones))
            if line["result"] not in ("wrong", "doubtful") and key in seen:
                line.update(
                    result="wrong",
                    problem=self.env._("The same person as in row %(number)s.", number=seen[key]),
                    patient_id=False,
                )
            seen.setdefault(key, number)
            lines.append(line)
        return lines + self._prepare_leavers(lines, members)

    def _prepare_line(self, number, row, groups):
        group_name = row.get("group") or False
        group = groups.get((group_name or "").casefold())
        problem = self._row_problem(row)
        return {
            "roster_id": self.id,
            "number": number,
            "name": row.get("name") or False,
            "sex": row.get("sex") or False,
            "birthdate": row.get("birthdate") or False,
            "id_number": row.get("id_number") or False,
            "phone": row.get("phone") or False,
            "employee_number": row.get("employee_number") or False,
            "group_name": group_name,
            "group_id": group.id if group else False,
            "result": "wrong" if problem else False,
            "problem": problem,
        }

    def _row_problem(self, row):
        patients = self.env["hcs.patient"]
        if not row.get("name"):
            return self.env._("There is no name.")
        for column in row.get("odd", ()):
            label = patients._fields[column]._description_string(self.env)
            return self.env._("%(column)s: this was not understood.", column=label)
        if row.get("id_number"):
            try:
                card = idcard.parse(row["id_number"], today=patients._today())
            except idcard.IdCardError as error:
                return patients._id_number_refusal(error.args[0])
            if row.get("birthdate") and row["birthdate"] != card.birthdate:
                return self.env._("Date of birth: it is not the one in the ID number. Correct one of the two.")
            if row.get("sex") and row["sex"] != card.sex:
                return self.env._("Sex: it is not the one in the ID number. Correct one of the two.")
        elif row.get("birthdate") and row["birthdate"] > patients._today():
            return self.env._("Date of birth: it lies in the future.")
        return False

    def _row_facts(self, row):
        number, birthdate, sex = "", row.get("birthdate") or None, row.get("sex") or "unknown"
        try:
            card = idcard.parse(row.get("id_number"), today=self.env["hcs.patient"]._today())
            number, birthdate, sex = card.number, birthdate or card.birthdate, card.sex
        except idcard.IdCardError:
            number = ""
        phone = self.env["hcs.patient.phone"]._format_e164(row.get("phone"), self.company_id.country_id.code)
        return Facts(row.get("name") or "", frozenset(), birthdate, sex, number, frozenset({phone} - {False}))

    @api.model
    def _known_patients(self, wanted):
        """Facts of the patients who share a number, a phone or a name with a row: three queries for a whole file."""
        wanted = list(wanted)
        # sudo: numbers are compared, not shown
        patients = self.env["hcs.patient"].sudo()
        company = Domain("company_id", "=", self.company_id.id)
        found = patients.search(
            company & Domain("id_number", "in", [row.id_number for row in wanted if row.id_number])
        )
        found |= patients.search(company & Domain("name", "in", list({row.name for row in wanted if row.name})))
        phones = {phone for row in wanted for phone in row.phones}
        found |= patients.search(company & Domain("phone_ids.e164", "in", list(phones)))
        return {
            patient: Facts(
                patient.name or "",
                frozenset(),
                patient.birthdate or None,
                patient.sex,
                patient.id_number or "",
                frozenset(set(patient.phone_ids.mapped("e164")) - {False}),
            )
            for patient in found.filtered(lambda patient: not patient.deceased)
        }

    def _current_members(self):
        """Who is on the roster on the first day of this list, by patient."""
        members = self.env["hcs.key.account.member"]
        found = members.search([("account_id", "=", self.account_id.id), *members._domain_on(self.date_from)])
        return {member.patient_id.id: member for member in found}

    def _judge(self, row, facts, known, members, group_id):
        """Whether somebody is known, is on the roster, or may be known: then a person decides."""
        scored = sorted(((compare(facts, other)[0], -patient.id) for patient, other in known.items()), reverse=True)
        best = [(points, -minus) for points, minus in scored if points >= LIKELY]
        if not best:
            return {"result": "new"}
        if best[0][0] < CERTAIN or (len(best) > 1 and best[1][0] >= CERTAIN):
            return {
                "result": "doubtful",
                "patient_id": best[0][1],
                "candidate_ids": [(6, 0, [patient for _points, patient in best[:10]])],
            }
        patient = best[0][1]
        member = members.get(patient)
        if not member:
            return {"result": "known", "patient_id": patient}
        changed = (group_id and group_id != member.group_id.id) or (
            row.get("employee_number") and row["employee_number"] != member.employee_number
        )
        return {"result": "changed" if changed else "same", "patient_id": patient, "member_id": member.id}

    def _prepare_leavers(self, lines, members):
        if not self.complete:
            return []
        named = {line.get("patient_id") for line in lines}
        for line in lines:
            # whoever may be meant by a row that is not decided does not leave
            named.update(line.get("candidate_ids", [(6, 0, [])])[0][2])
        last = max(line["number"] for line in lines)
        gone = [member for patient, member in members.items() if patient not in named and not member.date_to]
        return [
            {
                "roster_id": self.id,
                # below the rows of the file
                "number": last + place,
                "name": member.patient_id.name,
                "patient_id": member.patient_id.id,
                "member_id": member.id,
                "employee_number": member.employee_number,
                "group_id": member.group_id.id,
                "result": "left",
            }
            for place, member in enumerate(gone, 1)
        ]
