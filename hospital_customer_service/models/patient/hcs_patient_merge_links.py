import psycopg2

from odoo import api, models
from odoo.tools import SQL, mute_logger

# records about the pair itself
OWN = ("hcs.patient.merge", "hcs.patient.merge.line", "hcs.patient.duplicate")
PATIENT = "hcs.patient"


class HcsPatientMerge(models.Model):
    """What hangs on a patient: found in the registry, so that a model that comes later is moved as well (D12)."""

    _inherit = "hcs.patient.merge"

    @api.model
    def _links(self):
        """Every column that can lead to a patient.

        :return: list of ``dict(kind, model, table, column, label)``; ``kind`` is ``many2one``, ``many2many`` (with
            ``other``, the column of the other side), ``reference`` or ``res_id`` (with ``model_column``)
        """
        links, relations = [], set()
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto or name in OWN:
                continue
            if self._is_ledger(name) or self._is_derived(name):
                continue
            records = self.env[name]
            for field in records._fields.values():
                if not field.store or field.company_dependent:
                    continue
                link = {"model": name, "table": records._table, "column": field.name}
                if field.type == "many2one" and field.comodel_name == PATIENT:
                    links.append({**link, "kind": "many2one"})
                elif field.type == "reference":
                    links.append({**link, "kind": "reference"})
                elif field.type == "many2one_reference" and records._fields[field.model_field].store:
                    links.append({**link, "kind": "res_id", "model_column": field.model_field})
                elif field.type == "many2many" and PATIENT in (field.comodel_name, name):
                    mine, other = field.column1, field.column2
                    if name != PATIENT:
                        mine, other = other, mine
                    if field.relation not in relations:
                        relations.add(field.relation)
                        links.append(
                            {**link, "kind": "many2many", "table": field.relation, "column": mine, "other": other}
                        )
        return links

    @api.model
    def _is_ledger(self, name):
        return isinstance(self.env[name], self.pool["hcs.ledger.mixin"])

    @api.model
    def _is_derived(self, name):
        """Hook: whether the rows of a model are made anew from those that are moved."""
        return False

    @api.model
    def _link_label(self, link):
        return self.env["ir.model"]._get(link["model"]).name

    @api.model
    def _link_condition(self, link, patient):
        """Rows of a link that lead to ``patient``."""
        column = SQL.identifier(link["column"])
        if link["kind"] == "reference":
            return SQL("%s = %s", column, f"{PATIENT},{patient.id}")
        if link["kind"] == "res_id":
            return SQL("%s = %s AND %s = %s", SQL.identifier(link["model_column"]), PATIENT, column, patient.id)
        return SQL("%s = %s", column, patient.id)

    @api.model
    def _link_value(self, link, patient):
        return f"{PATIENT},{patient.id}" if link["kind"] == "reference" else patient.id

    def _links_counts(self):
        """How many rows of each kind would move."""
        self.env.flush_all()
        counts = {}
        for link in self._links():
            [(count,)] = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s WHERE %s",
                    SQL.identifier(link["table"]),
                    self._link_condition(link, self.merged_id),
                )
            )
            if count:
                label = self._link_label(link)
                counts[label] = counts.get(label, 0) + count
        return counts

    def _move_links(self, source, target):
        """Point every row of ``source`` to ``target``; what a unique rule forbids stays where it is, and is listed."""
        self.env.flush_all()
        for link in self._links():
            moved, left = self._move_link(link, source, target)
            self.env["hcs.patient.merge.line"]._journal(self, link, "moved", moved)
            self.env["hcs.patient.merge.line"]._journal(self, link, "left", left)
        self.env.invalidate_all()
        self._recompute_moved()

    def _move_link(self, link, source, target):
        keys = self._link_rows(link, source)
        if not keys:
            return [], []
        keep = set(self._rows_to_leave(link, source, target))
        wanted = [key for key in keys if key not in keep]
        if self._point(link, wanted, target):
            return wanted, sorted(keep)
        moved, left = [], sorted(keep)
        for key in wanted:
            (moved if self._point(link, [key], target) else left).append(key)
        return moved, left

    def _link_rows(self, link, patient):
        key = link["other"] if link["kind"] == "many2many" else "id"
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT %s FROM %s WHERE %s ORDER BY 1",
                    SQL.identifier(key),
                    SQL.identifier(link["table"]),
                    self._link_condition(link, patient),
                )
            )
        ]

    def _rows_to_leave(self, link, source, target):
        """Rows that the other record has already, such as the same phone: moving them would only double them."""
        if link["model"] != "hcs.patient.phone":
            return []
        known = set(target.phone_ids.mapped("e164")) - {False}
        return [phone.id for phone in source.phone_ids if phone.e164 in known]

    def _point(self, link, keys, target, source=None):
        """Update rows in one statement.

        :return: False where a rule of the table forbids it, such as two bookings of one person at the same time; then
            nothing has changed
        """
        if not keys:
            return True
        key = link["other"] if link["kind"] == "many2many" else "id"
        condition = SQL("%s = ANY(%s)", SQL.identifier(key), list(keys))
        if source:
            condition = SQL("%s AND %s", condition, self._link_condition(link, source))
        elif link["kind"] == "many2many":
            condition = SQL("%s AND %s", condition, self._link_condition(link, self.merged_id))
        try:
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE %s",
                        SQL.identifier(link["table"]),
                        SQL.identifier(link["column"]),
                        self._link_value(link, target),
                        condition,
                    ),
                    log_exceptions=False,
                )
        except (psycopg2.errors.UniqueViolation, psycopg2.errors.ExclusionViolation):
            return False
        return True

    def _recompute_moved(self):
        """Stored values that follow the patient are computed again."""
        rows = {}
        for line in self.line_ids.filtered(lambda line: line.kind == "moved" and line.column in line._fields_of()):
            if line.model == "ir.model.data":
                self.env.registry.clear_cache()
            elif line._fields_of()[line.column].type != "many2many":
                rows.setdefault((line.model, line.column), []).append(line.row_id)
        for (model, column), ids in rows.items():
            self.env[model].browse(ids).exists().modified([column])
        self.env.flush_all()

    def _move_back(self):
        """Undo: rows that still lead to the surviving record go back, blanks that are unchanged are emptied."""
        self.env.flush_all()
        links = {(link["table"], link["column"]): link for link in self._links()}
        for line in self.line_ids.filtered(lambda line: line.kind == "moved"):
            if link := links.get((line.table_name, line.column)):
                self._point(link, [line.row_id], self.merged_id, source=self.survivor_id)
        self.env.invalidate_all()
        self._recompute_moved()
        self._empty_filled()

    def _empty_filled(self):
        survivor = self.survivor_id
        values = {}
        for line in self.line_ids.filtered(lambda line: line.kind == "filled"):
            field = survivor._fields.get(line.column)
            if field and line._same(field.convert_to_write(survivor[line.column], survivor)):
                values[line.column] = line._old()
        if values:
            survivor.write(values)
