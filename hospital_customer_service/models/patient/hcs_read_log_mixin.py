from odoo import api, models

from ..common.hcs_masked_mixin import PII_GROUP

SILENT_FIELDS = {"id", "display_name"}


class HcsReadLogMixin(models.AbstractModel):
    """A record whose opened form is a look at a patient: one line in the access log per look (DESIGN §6.3).

    ``_log_read_patient_field`` names the many2one to the patient; ``"id"`` means that the record is the patient.
    Opened cards are always logged, lists and plain reads where they show a column that is masked to others.
    """

    _name = "hcs.read.log.mixin"
    _description = "Opened cards are logged"

    _log_read_patient_field = "patient_id"

    @api.model
    def web_search_read(self, domain, specification, offset=0, limit=None, order=None, count_limit=None):
        # the flag: a list with one hit is not an opened card
        result = super(HcsReadLogMixin, self.with_context(hcs_read_logged=True)).web_search_read(
            domain, specification, offset=offset, limit=limit, order=order, count_limit=count_limit
        )
        if seen := self._log_read_personal(specification):
            self.browse(values["id"] for values in result["records"])._log_read("list", ", ".join(seen))
        return result

    def web_read(self, specification):
        if self.env.context.get("hcs_read_logged") or not set(specification) - SILENT_FIELDS:
            return super().web_read(specification)
        # the flag: the patient read through a task is one look, not two
        result = super(HcsReadLogMixin, self.with_context(hcs_read_logged=True)).web_read(specification)
        seen = self._log_read_personal(specification)
        if len(self) == 1:
            self._log_read("card", ", ".join(seen))
        elif seen:
            self._log_read("list", ", ".join(seen))
        return result

    def read(self, fields=None, load="_classic_read"):
        result = super().read(fields, load=load)
        if not self.env.context.get("hcs_read_logged") and (seen := self._log_read_personal(fields)):
            self._log_read("rpc", ", ".join(seen))
        return result

    @api.model
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs):
        result = super().search_read(domain, fields, offset=offset, limit=limit, order=order, **read_kwargs)
        if seen := self._log_read_personal(fields):
            self.browse(values["id"] for values in result)._log_read("rpc", ", ".join(seen))
        return result

    # what is seen writes a line in the same transaction: these requests may not run on a read-only cursor
    web_read._readonly = False
    web_search_read._readonly = False
    read._readonly = False
    search_read._readonly = False

    def _log_read_personal(self, fnames):
        """The personal columns among ``fnames`` that this reader sees unmasked; no names at all means every column."""
        if self.env.su or not self.env.user.has_group(PII_GROUP):
            return []
        return sorted(
            name
            for name, field in self._fields.items()
            if field.groups and PII_GROUP in field.groups and (not fnames or name in fnames)
        )

    def _log_read_patients(self):
        """The patients one sees when one sees these records."""
        records = self._origin.sudo()  # sudo: the log does not depend on what the reader may do with the patient
        return records if self._log_read_patient_field == "id" else records[self._log_read_patient_field]

    def _log_read(self, kind, detail=None):
        """One line per patient for the reader; nothing for the system itself."""
        if self.env.su:
            return
        patients = self._log_read_patients()
        if patients:
            self.env["hcs.access.log"]._log(patients, kind, model=self._name, detail=detail)

    def _log_export(self, fields_to_export):
        """Hook of the mixin of exports: one line per patient, with the names of the columns."""
        self._log_read("export", ", ".join(fields_to_export)[:250])
