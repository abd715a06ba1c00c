from odoo import api, models
from odoo.exceptions import AccessError

from ..common.hcs_masked_mixin import PII_GROUP

SILENT_FIELDS = {"id", "display_name"}
# marks what is read in the course of a look; an object of this process, because a client may put any plain value in
# the context of its call and would read without a trace
LOOKING = object()


class HcsReadLogMixin(models.AbstractModel):
    """A record whose opened form is a look at a patient: one line in the access log per look (DESIGN §6.3).

    ``_log_read_patient_field`` names the way to the patient, with dots where it is long; ``"id"`` means that the
    record is the patient. Opened cards are always logged, lists and plain reads where they show a column that is
    masked to others.
    """

    _name = "hcs.read.log.mixin"
    _description = "Opened cards are logged"

    _log_read_patient_field = "patient_id"

    @api.model
    def web_search_read(self, domain, specification, offset=0, limit=None, order=None, count_limit=None):
        # a list with one hit is not an opened card
        return super(HcsReadLogMixin, self.with_context(hcs_looking=LOOKING)).web_search_read(
            domain, specification, offset=offset, limit=limit, order=order, count_limit=count_limit
        )

    def web_read(self, specification):
        if not set(specification) - SILENT_FIELDS:
            return super().web_read(specification)
        opened = len(self) == 1 and not self._log_read_looking()
        # the mark: the patient read through a task is one look, not two
        result = super(HcsReadLogMixin, self.with_context(hcs_looking=LOOKING)).web_read(specification)
        seen = self._log_read_personal(specification)
        if opened or seen:
            self._log_read("card" if opened else "list", ", ".join(seen))
        return result

    def read(self, fields=None, load="_classic_read"):
        result = super().read(fields, load=load)
        if not self._log_read_looking() and (seen := self._log_read_personal(fields)):
            self._log_read("rpc", ", ".join(seen))
        return result

    @api.model
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs):
        result = super().search_read(domain, fields, offset=offset, limit=limit, order=order, **read_kwargs)
        if seen := self._log_read_personal(fields):
            self.browse(values["id"] for values in result)._log_read("rpc", ", ".join(seen))
        return result

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        self._log_read_refuse_groups([*groupby, *aggregates])
        return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        self._log_read_refuse_groups([*aggregates, *(spec for groupby in grouping_sets for spec in groupby)])
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)

    @api.model
    def _log_read_refuse_groups(self, specs):
        """Groups would show values without saying whose they are, so that no line could be written."""
        if not self.env.su and any(self._log_read_leads_to_personal(spec) for spec in specs):
            raise AccessError(
                self.env._("Personal data in full are read on the record itself, never grouped or counted.")
            )

    # what is seen writes a line in the same transaction: these requests may not run on a read-only cursor
    web_read._readonly = False
    web_search_read._readonly = False
    read._readonly = False
    search_read._readonly = False

    @api.model
    def _log_read_leads_to_personal(self, spec):
        """Whether a group or an aggregate such as ``patient_id.email`` or ``number:max`` is of a personal column."""
        model = self
        for name in spec.partition(":")[0].split("."):
            field = model._fields.get(name)
            if field is None:
                return False
            if field.groups and PII_GROUP in field.groups:
                return True
            model = self.env[field.comodel_name] if field.relational else model
        return False

    def _log_read_looking(self):
        """Whether these records are read in the course of a look that is logged as a whole."""
        return self.env.context.get("hcs_looking") is LOOKING

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
        return records if self._log_read_patient_field == "id" else records.mapped(self._log_read_patient_field)

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
