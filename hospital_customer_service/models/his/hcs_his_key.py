from odoo import fields, models
from odoo.tools import SQL

COLUMNS = ("patient_id", "visit_id", "department_id", "practitioner_id", "result_item_id", "order_id")


class HcsHisKey(models.Model):
    """Which record of ours a resource of the hospital system became.

    A resource has several keys: its own id, and a fingerprint of each identifier others may refer to it by (never the
    identifier itself). An appointment and its encounter lead to the same visit.
    """

    _name = "hcs.his.key"
    _description = "Key of the hospital system"
    _inherit = ["hcs.export.mixin"]
    _order = "id"
    _log_access = False
    _rec_name = "key"

    source_id = fields.Many2one("hcs.his.source", required=True, index=True, ondelete="cascade")
    key = fields.Char(required=True)
    patient_id = fields.Many2one("hcs.patient", index="btree_not_null", ondelete="cascade")
    visit_id = fields.Many2one("hcs.visit", index="btree_not_null", ondelete="cascade")
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="cascade")
    practitioner_id = fields.Many2one("hcs.practitioner", index="btree_not_null", ondelete="cascade")
    result_item_id = fields.Many2one("hcs.result.item", index="btree_not_null", ondelete="cascade")
    order_id = fields.Many2one("hcs.his.order", index="btree_not_null", ondelete="cascade")
    version_at = fields.Datetime("Last changed by the sender")

    _key_uniq = models.UniqueIndex("(source_id, key)", "This key is known already.")
    _one_target = models.Constraint(
        f"CHECK (num_nonnulls({', '.join(COLUMNS)}) <= 1)",
        "A key leads to one record.",
    )

    def _find(self, source, keys):
        """``{key: (column, id, version_at)}`` of the known among ``keys``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT key, %s, version_at FROM hcs_his_key WHERE source_id = %s AND key = ANY(%s)",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                source.id,
                list(keys),
            )
        )
        found = {}
        for key, *ids, version_at in rows:
            column = next((name for name, value in zip(COLUMNS, ids, strict=True) if value), None)
            found[key] = (column, next(filter(None, ids), None), version_at)
        return found

    def _remember(self, source, column, rows):
        """Let keys lead to records.

        :param rows: ``[(keys, id, version_at)]``, the resource's own key first; an identifier that already leads to
            another record stays with it
        """
        own = {keys[0]: (res_id, version_at) for keys, res_id, version_at in rows}
        others = {key: res_id for keys, res_id, _version in rows for key in keys[1:]}
        self._upsert(
            source,
            column,
            own,
            SQL(
                "DO UPDATE SET %s = EXCLUDED.%s, version_at = EXCLUDED.version_at",
                SQL.identifier(column),
                SQL.identifier(column),
            ),
        )
        self._upsert(source, column, {key: (res_id, None) for key, res_id in others.items()}, SQL("DO NOTHING"))

    def _upsert(self, source, column, targets, conflict):
        if not targets:
            return
        values = SQL(", ").join(
            SQL("(%s, %s, %s, %s)", source.id, key, res_id, version_at)
            for key, (res_id, version_at) in sorted(targets.items())
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO hcs_his_key (source_id, key, %s, version_at) VALUES %s ON CONFLICT (source_id, key) %s",
                SQL.identifier(column),
                values,
                conflict,
            )
        )
        self.invalidate_model()

    def _move(self, source, column, old_id, new_id):
        """Every key that led to one record leads to another from now on."""
        name = SQL.identifier(column)
        self.env.cr.execute(
            SQL(
                "UPDATE hcs_his_key SET %s = %s WHERE source_id = %s AND %s = %s",
                name,
                new_id,
                source.id,
                name,
                old_id,
            )
        )
        self.invalidate_model()
