import logging

from odoo import models
from odoo.exceptions import AccessError

EXPORT_GROUP = "hospital_customer_service.group_hcs_export"

_logger = logging.getLogger(__name__)


class HcsExportMixin(models.AbstractModel):
    """Records that leave the house by export only in the hands of somebody who was given that right."""

    _name = "hcs.export.mixin"
    _description = "Export reserved and logged"

    def export_data(self, fields_to_export):
        if not self.env.su and not self.env.user.has_group(EXPORT_GROUP):
            raise AccessError(
                self.env._(
                    "You may not export “%(model)s”. Ask an administrator for the right “Exports patient data”.",
                    model=self.env["ir.model"]._get(self._name).display_name,
                )
            )
        self._log_export(fields_to_export)
        return super().export_data(fields_to_export)

    def _log_export(self, fields_to_export):
        """Keep a trace of an export: who, what, how many, never a value.

        :param fields_to_export: names of the exported fields
        """
        _logger.info(
            "User %s exports %s records of %s: %s", self.env.uid, len(self), self._name, ", ".join(fields_to_export)
        )
