from datetime import timedelta

from babel.dates import format_skeleton

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

# patients ask for these by name
SHOWN_TITLES = ("chief", "associate_chief", "attending", "resident", "therapist", "consultant", "other", False)
# where a visitor's words are looked for
ASKED = ("name", "name_key", "expertise", "specialty_ids.name", "department_id.name", "department_id.diseases")
AHEAD = timedelta(days=28)
MOST_EXPERTS = 30
MOST_SEATS = 60


class HcsPublicPage(models.Model):
    """The directory as visitors see it: who is known for what, when there is a free seat, what it costs."""

    _inherit = "hcs.public.page"

    def _departments(self):
        """Departments with somebody to see, in their order."""
        company = Domain("company_id", "=", self.env.company.id)
        seen = self.env["hcs.practitioner"]._read_group(
            company & Domain("title", "in", SHOWN_TITLES), ["department_id"]
        )
        ids = [department.id for (department,) in seen]
        return self.env["hcs.department"].search(company & Domain("id", "in", ids))

    def _search_experts(self, words="", department=None):
        """Experts for what somebody typed, or of a department.

        :return: ``{"experts": records, "departments": records the words belong to, "warnings": list of words}``
        """
        found = {"departments": self.env["hcs.department"], "warnings": []}
        domain = Domain("company_id", "=", self.env.company.id) & Domain("title", "in", SHOWN_TITLES)
        if department:
            domain &= Domain("department_id", "=", department.id)
        if words:
            lines = self.env["hcs.triage.rule"].action_match(words)
            named = [line["department_id"] for line in lines if line["department_id"]]
            found["departments"] = self.env["hcs.department"].browse(named)
            found["warnings"] = self._warnings(words)
            domain &= self._words_domain(words, named)
        found["experts"] = self.env["hcs.practitioner"].search(domain, limit=MOST_EXPERTS)
        return found

    def _words_domain(self, words, departments):
        """Somebody of that name, known for it, or in a department for it."""
        domain = Domain("department_id", "in", departments)
        for name in (
            "name",
            "name_key",
            "expertise",
            "specialty_ids.name",
            "department_id.name",
            "department_id.diseases",
        ):
            domain |= Domain(name, "ilike", words)
        return domain

    def _free_sessions(self, expert=None, practitioners=None):
        """Sessions of these experts that lie ahead and have a free seat."""
        now = fields.Datetime.now()
        sessions = self.env["hcs.clinic.session"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("practitioner_id", "in", (expert or practitioners).ids),
                ("kind", "=", "expert"),
                ("state", "=", "open"),
                ("start_at", ">", now),
                ("start_at", "<", now + AHEAD),
            ],
            limit=20 * MOST_SEATS,
        )
        return sessions.filtered("free_count")

    def _free_session(self, number):
        """The session of this number, if a seat in it can be booked by a visitor now."""
        session = self._one("hcs.clinic.session", number)
        bookable = session.kind == "expert" and session.state == "open" and session.start_at > fields.Datetime.now()
        return session if bookable and session.free_count else session.browse()

    def _expert_lines(self, experts):
        """What a list says about each expert."""
        free = self._free_sessions(practitioners=experts).grouped("practitioner_id")
        return [self._expert_line(expert, free.get(expert, self.env["hcs.clinic.session"])) for expert in experts]

    def _expert_line(self, expert, sessions):
        titles = dict(expert._fields["title"]._description_selection(self.env))
        return {
            "id": expert.id,
            "name": expert.name,
            "title": titles.get(expert.title, ""),
            "department": expert.department_id.name or "",
            "expertise": expert.expertise or "",
            "clinic_times": expert.clinic_times or "",
            "place": expert.department_id.location or "",
            "fee": self._money(expert.fee, expert.currency_id),
            "next": self._session_line(sessions[0]) if sessions else None,
            "sessions": [self._session_line(session) for session in sessions[:MOST_SEATS]],
        }

    def _session_line(self, session):
        start, end = map(session.company_id._hcs_local, (session.start_at, session.end_at))
        return {
            "id": session.id,
            "day": format_skeleton("MMMEd", start.date(), locale=self.env.lang or "en_US"),
            "hours": f"{start:%H:%M}-{end:%H:%M}",
            "free": session.free_count,
            "place": session.place or "",
            "fee": self._money(session.fee or session.practitioner_id.fee, session.currency_id),
            "expert": session.practitioner_id.name or "",
            "expert_id": session.practitioner_id.id,
            "department": session.department_id.name or "",
        }

    def _money(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency) if amount else ""
