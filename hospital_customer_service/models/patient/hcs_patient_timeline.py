from datetime import date, datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..common.arguments import a_moment, a_whole_number, arguments, some_texts

MAX_ENTRIES = 200
EPOCH = date(1800, 1, 1)
# so long an opened card covers what is read on it
LOOK = timedelta(minutes=30)


class HcsPatient(models.Model):
    """The whole history of a patient on one page, newest first (PAT-02)."""

    _inherit = "hcs.patient"

    @api.model
    def _timeline_sources(self):
        """What the timeline shows; a higher room adds its own.

        :return: list of ``dict(kind, label, icon, model, date_field, fields, describe)``. ``describe(record)`` returns
            ``(title, subtitle)`` and may return the code of a state, which colours the entry, as a third item;
            ``fields`` are fetched for it.
            ``patient_field`` names the way to the patient where it is not ``patient_id``; ``domain`` leaves rows out.
        """
        return [
            {
                "kind": "card",
                "label": self.env._("Archive"),
                "icon": "fa-id-card-o",
                "model": "hcs.patient",
                "patient_field": "id",
                "date_field": "create_date",
                "fields": ["create_uid", "external_source"],
                "describe": lambda patient: (
                    self.env._("Patient record opened"),
                    self.env._("by the hospital system")
                    if patient.external_source
                    else patient.sudo().create_uid.name,
                ),
            },
            {
                "kind": "consent",
                "label": self.env._("Consents"),
                "icon": "fa-handshake-o",
                "model": "hcs.consent",
                "date_field": "at",
                "fields": ["purpose", "channel", "state", "source", "note"],
                "describe": lambda consent: (
                    self.env._(
                        "%(purpose)s: %(state)s", purpose=consent._label("purpose"), state=consent._label("state")
                    ),
                    " · ".join(filter(None, (consent._label("channel"), consent._label("source"), consent.note))),
                    consent.state,
                ),
            },
        ]

    @api.readonly
    @arguments(kinds=some_texts, limit=a_whole_number, before=a_moment)
    def get_timeline(self, kinds=None, limit=50, before=None):
        """A page of the history, newest first, under the rights of the reader.

        :param kinds: show these kinds only
        :param limit: length of the page; entries of the very same time stay together
        :param before: show what happened before this time (the date of the last entry of the previous page)
        :return: ``{"entries": [...], "more": bool, "kinds": [{"kind", "label", "icon"}]}``
        """
        self.ensure_one()
        self.check_access("read")
        self._log_timeline()
        limit = max(1, min(limit or 0, MAX_ENTRIES))
        sources = [source for source in self._timeline_sources() if self.env[source["model"]].has_access("read")]
        rows = []
        for source in sources:
            if not kinds or source["kind"] in kinds:
                rows += self._timeline_rows(source, limit, before)
        rows.sort(key=lambda row: row[:3], reverse=True)
        page = rows[:limit]
        # never cut between entries of one time: the next page starts strictly before it
        page += [row for row in rows[limit:] if row[0] == page[-1][0]]
        known = {}
        for source in sources:
            known.setdefault(source["kind"], {name: source[name] for name in ("kind", "label", "icon")})
        return {
            "entries": [self._timeline_entry(source, record, moment) for moment, _model, _id, source, record in page],
            "more": len(rows) > len(page),
            "kinds": list(known.values()),
        }

    def _log_timeline(self):
        """The history is a look of its own where no card was opened before it, as by a program."""
        since = fields.Datetime.now() - LOOK
        domain = [("patient_id", "=", self.id), ("user_id", "=", self.env.uid), ("at", ">=", since)]
        # sudo: readers do not see the log
        if not self.env["hcs.access.log"].sudo().search_count(domain, limit=1):
            self._log_read("rpc", "timeline")

    def _timeline_rows(self, source, limit, before):
        """One more row than a page can show, and all those of the last row's time."""
        records = self.env[source["model"]]
        date_field = records._fields[source["date_field"]]
        domain = Domain(source.get("patient_field", "patient_id"), "in", self._merged_family().ids)
        # leaves out what has no date; computed dates can be compared, and not always be asked whether they are empty
        domain &= Domain(date_field.name, ">=", EPOCH)
        domain &= Domain(source.get("domain", Domain.TRUE))
        if before:
            day_started = date_field.type == "date" and before.time() != time.min
            domain &= Domain(
                date_field.name, "<=" if day_started else "<", before if not day_started else before.date()
            )
        names = [date_field.name, *source.get("fields", ())]
        order = f"{date_field.name} desc, id desc"
        found = records.search_fetch(domain, names, limit=limit + 1, order=order)
        if len(found) > limit:
            found |= records.search_fetch(
                domain & Domain(date_field.name, "=", found[-1][date_field.name]), names, order=order
            )
        return [
            (self._timeline_moment(record[date_field.name]), record._name, record.id, source, record)
            for record in found
        ]

    def _timeline_moment(self, value):
        return value.replace(microsecond=0) if isinstance(value, datetime) else datetime.combine(value, time.min)

    def _timeline_entry(self, source, record, moment):
        title, subtitle, *state = source["describe"](record)
        return {
            "kind": source["kind"],
            "kind_label": source["label"],
            "icon": source["icon"],
            "model": record._name,
            "res_id": record.id,
            "date": fields.Datetime.to_string(moment),
            "day_only": record._fields[source["date_field"]].type == "date",
            "title": title or "",
            "subtitle": subtitle or "",
            "state": (state[0] if state else False) or False,
        }
