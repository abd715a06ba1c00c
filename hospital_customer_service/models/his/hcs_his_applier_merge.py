from odoo import api, models
from odoo.exceptions import UserError


class HcsHisApplier(models.AbstractModel):
    """Two numbers of one person lead to one record: by the merge people use too, with its journal and its undo."""

    _inherit = "hcs.his.applier"

    @api.model
    def _apply_merges(self, batch, items):
        for item in items:
            found = self._find(batch, [*item.record.keys, *item.record.gone])
            kept, gone = (self._person(batch, keys, found) for keys in (item.record.keys, item.record.gone))
            if kept and gone and kept != gone:
                self._merge_patients(item, kept, gone)
            elif not (kept or gone):
                # neither is known: whichever comes first, the other number must find it
                item.hope([item.record.keys[0], item.record.gone[0]])
                item.effect = "unchanged"
            else:
                item.effect = "unchanged" if kept and gone else "updated"
            if item.state == "done" and (kept or gone):
                self._lead_to(batch, item, kept or gone, found)

    @api.model
    def _person(self, batch, keys, found):
        """The record that goes on of the person these keys lead to; by the record number where the keys are new."""
        ids = [found[key][1] for key in keys if found.get(key, (None,))[0] == "patient_id"]
        patients = self.env["hcs.patient"].browse(ids[:1]).exists()
        if not patients:
            patients = self.env["hcs.patient"].search(
                [
                    ("company_id", "=", batch.source.company_id.id),
                    ("mrn", "=", keys[0].partition("/")[2]),
                ],
                limit=1,
            )
        return patients._resolve_merged() if patients else patients

    @api.model
    def _lead_to(self, batch, item, patient, found):
        """Let every number of the message lead to this record."""
        new = [key for key in (*item.record.keys, *item.record.gone) if not found.get(key, (None, None))[1]]
        self.env["hcs.his.key"]._remember(batch.source, "patient_id", [([key], patient.id, None) for key in new])
        batch.registered += new

    @api.model
    def _merge_patients(self, item, kept, gone):
        merge = self.env["hcs.patient.merge"]
        try:
            with self.env.cr.savepoint():
                merge = merge._prepare_merge(kept, gone)
                if merge.survivor_id != kept:
                    merge.action_swap()
                merge.reason = self.env._("The hospital system merged the two record numbers.")
                merge.action_merge()
                item.effect = "updated"
        except UserError as error:
            item.fail("no_merge", "MRG-1", reason=self.env["hcs.his.message"]._safe_reason(error).partition(": ")[2])
