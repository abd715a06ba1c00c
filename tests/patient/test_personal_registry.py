"""DESIGN §6.2: whatever is fed by a personal column carries its groups; a walk through every model of ours."""

from odoo.tests import tagged

from tests.patient import PatientCase

PII = "hospital_customer_service.group_hcs_pii"
# verdicts that tell nothing of the value
VERDICTS = {
    "hcs.patient.phone.invalid", "hcs.patient.has_valid_phone", "hcs.patient.id_number_hint",
    "hcs.patient.duplicate_hint", "hcs.service.record.similar_ids",
}  # fmt: skip


@tagged("post_install", "-at_install", "hcs_patient")
class TestPersonalRegistry(PatientCase):
    def personal(self):
        for name, model in self.env.registry.items():
            if name.startswith("hcs."):
                for field in model._fields.values():
                    if field.groups and PII in field.groups:
                        yield field

    def test_the_columns_are_known(self):
        found = {str(field) for field in self.personal()}
        expected = {f"hcs.patient.{name}" for name in ("id_number", "address", "email", "wechat", "qq")}
        expected |= {f"hcs.patient.phone.{name}" for name in ("number", "e164", "digits")} | {
            "hcs.patient.identifier.value"
        }
        self.assertLessEqual(expected, found)

    def test_what_depends_on_them_is_hidden_or_masked(self):
        found = []
        for column in self.personal():
            for field in self.env.registry.get_dependent_fields(column):
                hidden = field.groups and PII in field.groups
                masked = field.name.endswith("_masked") and not field.store and not field.related
                named = field.name == "display_name" and not field.store
                if not (hidden or masked or named or str(field) in VERDICTS):
                    found.append(f"{field} is fed by {column}")
        self.assertFalse(found)

    def test_related_columns_repeat_the_groups(self):
        found = []
        for name, model in self.env.registry.items():
            if not name.startswith("hcs."):
                continue
            for field in model._fields.values():
                source = field.related_field if field.related else None
                if source is not None and source.groups and PII in source.groups and field.groups != source.groups:
                    found.append(str(field))
        self.assertFalse(found)

    def test_columns_of_queries_repeat_the_groups(self):
        """A report reads SQL, not fields: a column named like a personal one has to be hidden by hand."""
        names = {field.name for field in self.personal()}
        found = []
        for name, model in self.env.registry.items():
            if name.startswith("hcs.") and not model._auto and not model._abstract:
                found += [
                    str(field)
                    for field in model._fields.values()
                    if field.name in names and not (field.groups and PII in field.groups)
                ]
        self.assertFalse(found)

    def test_masked_twins_never_depend_on_the_reader(self):
        for column in self.personal():
            for field in self.env.registry.get_dependent_fields(column):
                if field.name.endswith("_masked"):
                    self.assertTrue(field.compute_sudo, field)
                    self.assertFalse(self.env.registry.field_depends_context.get(field), field)

    def test_nothing_personal_is_searched_by_name(self):
        for name, model in self.env.registry.items():
            if name.startswith("hcs."):
                for path in model._rec_names_search or ():
                    field = self.env[name]._fields.get(path.split(".")[0])
                    self.assertFalse(field is not None and field.groups, f"{name}.{path}")
