"""SEC-01, DESIGN §6.2: an agent without the right to unmasked data tries every door of the ORM."""

from psycopg2 import Error as DatabaseError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.mail.tools.discuss import Store

from tests.patient import ID_NUMBER, NEEDLES, PHONE, SECRETS, PatientCase

# model -> personal columns
COLUMNS = {
    "hcs.patient": [*SECRETS],
    "hcs.patient.phone": ["number", "e164", "digits"],
    "hcs.patient.identifier": ["value"],
}
REFUSALS = (AccessError, UserError, ValueError, KeyError, DatabaseError)


@tagged("post_install", "-at_install", "hcs_patient")
class TestDoors(PatientCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_exporter = cls._make_user("hcs_exporter", "group_hcs_agent", "group_hcs_export")
        cls.user_exporter.group_ids += cls.env.ref("base.group_allow_export")

    def knock(self, label, door):
        """Open a door as the agent; a refusal is as good as an empty room."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.subTest(door=label):
            try:
                with self.env.cr.savepoint():
                    answer = repr(door())
            except REFUSALS as error:
                answer = str(error)
            for needle in NEEDLES:
                self.assertNotIn(needle, answer, f"{label} leaks")

    def refused(self, label, door):
        """A door that has to be shut, not only empty: an oracle answers yes or no without showing anything."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.subTest(door=label), self.assertRaises(AccessError, msg=label), self.env.cr.savepoint():
            door()

    def columns(self):
        line = {
            "hcs.patient": self.patient,
            "hcs.patient.phone": self.patient.phone_ids,
            "hcs.patient.identifier": self.patient.identifier_ids,
        }
        for model, names in COLUMNS.items():
            for name in names:
                yield line[model].with_user(self.user_agent), self.as_user(self.user_agent, model), name

    def test_the_doors_are_real(self):
        """The needles are there to be found: with the right every value comes out."""
        own = self.patient.with_user(self.user_pii)
        answer = (
            repr(own.read([*SECRETS]))
            + repr(own.phone_ids.read(["number"]))
            + repr(own.identifier_ids.read(["value"]))
        )
        for needle in NEEDLES:
            self.assertIn(needle, answer)

    def test_reading(self):
        for records, model, name in self.columns():
            where = f"{model._name}.{name}"
            self.refused(f"{where} attribute", lambda r=records, n=name: r[n])
            self.refused(f"{where} mapped", lambda r=records, n=name: r.mapped(n))
            self.refused(f"{where} read", lambda r=records, n=name: r.read([n]))
            self.refused(f"{where} web_read", lambda r=records, n=name: r.web_read({n: {}}))
            self.refused(f"{where} search_read", lambda m=model, n=name: m.search_read([], [n]))
            self.refused(f"{where} search_fetch", lambda m=model, n=name: m.search_fetch([], [n]))
            self.refused(f"{where} web_search_read", lambda m=model, n=name: m.web_search_read([], {n: {}}))
            self.refused(f"{where} export", lambda r=records, n=name: r.export_data([n]))
            exported = records.with_user(self.user_exporter)
            self.refused(f"{where} allowed export", lambda r=exported, n=name: r.export_data([n]))
        for records, model, _name in self.columns():
            self.knock(f"{model._name} read all", records.read)
            self.knock(f"{model._name} search_read all", model.search_read)
            self.knock(f"{model._name} copy", lambda r=records: r.copy_data())
            self.knock(f"{model._name} default_get", lambda m=model: m.default_get(list(m._fields)))
            self.knock(f"{model._name} names", lambda r=records: r.mapped("display_name"))
            self.knock(f"{model._name} fields", lambda m=model: m.fields_get())
            self.knock(f"{model._name} name_search", lambda m=model: m.name_search(PHONE[-4:]))
            self.knock(
                f"{model._name} web_name_search", lambda m=model: m.web_name_search(PHONE[-4:], {"display_name": {}})
            )

    def test_grouping_and_order(self):
        for _records, model, name in self.columns():
            where = f"{model._name}.{name}"
            self.refused(f"{where} group", lambda m=model, n=name: m._read_group([], [n], ["__count"]))
            self.refused(f"{where} aggregate", lambda m=model, n=name: m._read_group([], [], [f"{n}:array_agg"]))
            self.refused(f"{where} max", lambda m=model, n=name: m._read_group([], [], [f"{n}:max"]))
            self.refused(f"{where} formatted", lambda m=model, n=name: m.formatted_read_group([], [n], ["__count"]))
            self.refused(f"{where} web_read_group", lambda m=model, n=name: m.web_read_group([], [n], ["__count"]))
            self.refused(
                f"{where} having", lambda m=model, n=name: m._read_group([], ["id"], having=[(f"{n}:max", "!=", "")])
            )
            self.knock(f"{where} order", lambda m=model, n=name: m.search([], order=n).ids)

    def test_order_by_a_hidden_column_is_refused(self):
        """An order would tell the values one comparison at a time."""
        for _records, model, name in self.columns():
            self.refused(f"{model._name}.{name} order", lambda m=model, n=name: m.search([], order=f"{n} desc"))

    def test_searching_is_no_oracle(self):
        phones = self.as_user(self.user_agent, "hcs.patient")
        for records, model, name in self.columns():
            where = f"{model._name}.{name}"
            for operator in ("=", "=like", "ilike", ">", "!="):
                self.refused(f"{where} {operator}", lambda m=model, n=name, o=operator: m.search_count([(n, o, "1%")]))
            self.refused(f"{where} in", lambda m=model, n=name: m.search_count([(n, "in", ["1"])]))
            self.refused(f"{where} filtered", lambda r=records, n=name: r.filtered_domain([(n, "=", "1")]))
        for path in (
            "phone_ids.number",
            "phone_ids.e164",
            "identifier_ids.value",
            "relation_ids.patient_id.id_number",
        ):
            self.refused(path, lambda p=path: phones.search_count([(p, "=like", "1%")]))
        for operator in ("any", "not any"):
            self.refused(
                operator, lambda o=operator: phones.search_count([("phone_ids", o, [("number", "=like", "1%")])])
            )

    def test_the_masked_twin_is_no_oracle(self):
        """The twin finds the whole number or the shown tail; a part of the hidden digits finds nothing."""
        patients = self.as_user(self.user_agent, "hcs.patient")
        phones = self.as_user(self.user_agent, "hcs.patient.phone")
        self.assertEqual(phones.search_count([("number_masked", "ilike", PHONE[-4:])]), 1)
        self.assertEqual(phones.search_count([("number_masked", "=", PHONE)]), 1)
        for part in (PHONE[:4], PHONE[-5:], PHONE[:-1], "1%", "%", "_" * 11, PHONE[:-1] + "_"):
            for operator in ("ilike", "=like", "=", "like"):
                found = phones.search_count([("number_masked", operator, part)])
                self.assertEqual(found, 0, (operator, len(part)))
        for part in (ID_NUMBER[:6], ID_NUMBER[-5:], ID_NUMBER[:-1] + "_"):
            self.assertFalse(patients.search_count([("id_number_masked", "ilike", part)]), len(part))

    def test_the_box_is_no_oracle(self):
        """PAT-05 for agents: whole numbers and short tails; longer tails would tell digit after digit."""
        self.assertEqual(self.find(PHONE[-4:]), ["单雄信"])
        for shown in (5, 7, 8):
            self.assertEqual(self.find(PHONE[-shown:]), [])
        self.assertEqual(self.find(PHONE[-8:], self.user_pii), ["单雄信"])
        self.assertEqual(self.find(ID_NUMBER[-4:]), ["单雄信"])
        self.assertEqual(self.find(ID_NUMBER[-6:]), [])
        self.assertEqual(self.find(ID_NUMBER), ["单雄信"])
        for trick in ("1381234567_", "138%", "____", "3812\\_"):
            self.assertEqual(self.find(trick), [], trick)

    def test_forms_and_writing(self):
        agent = self.patient.with_user(self.user_agent)
        for name in SECRETS:
            self.refused(f"write {name}", lambda n=name: agent.write({n: "x"}))
            self.refused(f"create {name}", lambda n=name: agent.create({"name": "x", n: "x"}))
            self.knock(f"onchange {name}", lambda n=name: agent.onchange({}, [], {n: {}}))
        self.refused("write number", lambda: agent.phone_ids.write({"number": "1"}))
        self.knock(
            "onchange",
            lambda: agent.onchange({"id_number_masked": "1"}, ["id_number_masked"], {"id_number_masked": {}}),
        )
        arch = agent.get_view(view_type="form")["arch"]
        for name in SECRETS:
            self.assertNotIn(f'name="{name}"', arch)
        with Form(agent) as form:
            self.assertNotIn("0105194912", form.id_number_masked)

    def test_an_agent_enters_what_the_agent_may_not_read(self):
        """DESIGN §6.2: the twin takes a new value, ignores its own mask, and refuses half of a mask."""
        patient = self.as_user(self.user_agent, "hcs.patient").create(
            {
                "name": "李四",
                "id_number_masked": ID_NUMBER,
                "phone_ids": [Command.create({"number_masked": "13900001234"})],
            }
        )
        self.assertEqual(patient.sudo().id_number, ID_NUMBER)
        self.assertEqual(patient.phone_ids.sudo().e164, "+8613900001234")
        self.assertEqual(patient.sex, "female")
        patient.id_number_masked = patient.id_number_masked
        self.assertEqual(patient.sudo().id_number, ID_NUMBER)
        with self.assertRaises(UserError):
            patient.id_number_masked = "1" + "*" * 17

    def test_the_answer_to_a_save_is_masked(self):
        """The web client reads back in the request that wrote: what was typed is gone from the screen as well."""
        specification = {"phone_masked": {}, "phone_ids": {"fields": {"number_masked": {}}}, "id_number_masked": {}}
        values = {"id_number_masked": ID_NUMBER, "phone_ids": [Command.create({"number_masked": PHONE})]}
        patients = self.as_user(self.user_agent, "hcs.patient")
        [answer] = patients.web_save({"name": "Typed", **values}, specification)
        self.assertEqual(answer["phone_masked"], f"*******{PHONE[-4:]}")
        self.assertEqual(answer["phone_ids"][0]["number_masked"], f"*******{PHONE[-4:]}")
        for needle in (PHONE, ID_NUMBER):
            self.assertNotIn(needle, repr(answer))
        [answer] = patients.browse(answer["id"]).web_save({"id_number_masked": ID_NUMBER}, specification)
        self.assertNotIn(ID_NUMBER, repr(answer))

    def test_chatter(self):
        """Changes are tracked, and the tracked values of a hidden column are hidden too (PAT-01)."""
        self.env.cr.precommit.run()  # the creation is not tracked, what follows is
        self.patient.write({"email": "shan.xx.two@example.com"})
        self.patient.phone_ids.write({"number": "13812345679"})
        self.env.flush_all()
        self.env.cr.precommit.run()
        agent = self.env(user=self.user_agent)
        messages = agent["mail.message"].search([("model", "=", "hcs.patient"), ("res_id", "=", self.patient.id)])
        self.assertTrue(self.patient.message_ids.tracking_value_ids)
        self.knock("message store", lambda: Store().add(messages).get_result())
        self.knock("messages", lambda: messages.read())
        self.knock("tracking values", lambda: agent["mail.tracking.value"].search_read([]))
        self.knock("suggested recipients", lambda: self.patient.with_env(agent)._message_get_suggested_recipients())
        self.knock("default recipients", lambda: self.patient.with_env(agent)._message_get_default_recipients())
        self.knock(
            "inline template",
            lambda: agent["mail.render.mixin"]._render_template(
                "{{ object.email }} {{ object.id_number }}", "hcs.patient", self.patient.ids
            ),
        )

    def test_related_and_dependent_records(self):
        agent = self.env(user=self.user_agent)
        relation = self.env["hcs.patient.relation"].create({"patient_id": self.patient.id, "name": "单小红"})
        for spec in ({"fields": {"id_number": {}}}, {"fields": {"phone_ids": {"fields": {"number": {}}}}}):
            self.refused(
                "web_read through a line", lambda s=spec: relation.with_env(agent).web_read({"patient_id": s})
            )
        exporter = self.env(user=self.user_exporter)
        for path in ("patient_id/id_number", "patient_id/phone_ids/number"):
            self.refused(f"export {path}", lambda p=path: relation.with_env(exporter).export_data([p]))
        self.refused("group by path", lambda: agent["hcs.patient.relation"]._read_group([], ["patient_id.id_number"]))

    def test_reveal_needs_the_right(self):
        agent = self.patient.with_user(self.user_agent)
        self.refused("reveal", lambda: agent.action_reveal("id_number"))
        self.refused("reveal phone", lambda: agent.phone_ids.action_reveal("number"))
        self.refused("reveal identifier", lambda: agent.identifier_ids.action_reveal("value"))
