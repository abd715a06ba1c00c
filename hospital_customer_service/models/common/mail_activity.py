from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _compute_res_name(self):  # pylint: disable=missing-return
        """Keep names of patients out of the activities, which the person in charge reads whatever the access."""
        private = self.filtered(
            lambda activity: (
                activity.res_id and getattr(self.env.get(activity.res_model), "_hcs_name_is_private", False)
            )
        )
        super(MailActivity, self - private)._compute_res_name()
        for model, activities in private.grouped("res_model").items():
            records = self.env[model].sudo().browse([activity.res_id for activity in activities])
            for activity, record in zip(activities, records, strict=True):
                activity.res_name = record._hcs_reference()

    # Reminders in bulk
    @api.model
    def _hcs_remind(self, activity_type, model, wanted):
        """Leave one activity for each person and record, or renew the one that is there: as many queries for a
        thousand as for one. Nobody gets a mail and nobody follows the record because of it; the bell counts.

        :param activity_type: kind of the activities
        :param model: name of the model of the records, which have deadlines
        :param wanted: ``{(record id, user id): (text, day)}``
        """
        if not wanted:
            return
        self.flush_model()
        renewed = self._hcs_renew(activity_type, model, wanted)
        new = {key: value for key, value in wanted.items() if key not in renewed}
        if new:
            self._hcs_insert(activity_type, model, new)
        self.invalidate_model(flush=False)
        records = self._hcs_records(model, wanted)
        records.invalidate_recordset([name for name in records._fields if "activity_" in name], flush=False)
        for user_id, count in self._hcs_due_today(new).items():
            user = self.env["res.users"].sudo().browse(user_id)
            user._bus_send("mail.activity/updated", {"activity_created": True, "count_diff": count})

    @api.model
    def _hcs_renew(self, activity_type, model, wanted):
        """Write text and day on the activities that are there; return the keys of those."""
        return set(
            self.env.execute_query(
                SQL(
                    """
                    UPDATE mail_activity a
                       SET summary = v.summary, date_deadline = v.day::date, write_uid = %s, write_date = %s
                      FROM (VALUES %s) v(res_id, user_id, summary, day)
                     WHERE a.res_model = %s AND a.res_id = v.res_id AND a.user_id = v.user_id
                       AND a.activity_type_id = %s AND a.active
                 RETURNING a.res_id, a.user_id
                    """,
                    self.env.uid,
                    self.env.cr.now(),
                    SQL(", ").join(SQL("(%s, %s, %s, %s)", *key, *value) for key, value in wanted.items()),
                    model,
                    activity_type.id,
                )
            )
        )

    @api.model
    def _hcs_insert(self, activity_type, model, wanted):
        names = {record.id: record._clock_subject() for record in self._hcs_records(model, wanted)}
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mail_activity (
                    create_uid, create_date, write_uid, write_date, active, activity_type_id, res_model_id, res_model,
                    res_id, res_name, user_id, user_tz, summary, date_deadline
                )
                SELECT %(uid)s, %(now)s, %(uid)s, %(now)s, TRUE, %(type)s, %(model_id)s, %(model)s,
                       v.res_id, v.res_name, v.user_id, p.tz, v.summary, v.day::date
                  FROM (VALUES %(values)s) v(res_id, user_id, res_name, summary, day)
                  JOIN res_users u ON u.id = v.user_id
                  JOIN res_partner p ON p.id = u.partner_id
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
                type=activity_type.id,
                model_id=self.env["ir.model"]._get_id(model),
                model=model,
                values=SQL(", ").join(
                    SQL("(%s, %s, %s, %s, %s)", record_id, user_id, names[record_id], *value)
                    for (record_id, user_id), value in wanted.items()
                ),
            )
        )

    @api.model
    def _hcs_records(self, model, wanted):
        return self.env[model].sudo().browse({record_id for record_id, _user_id in wanted})

    @api.model
    def _hcs_due_today(self, wanted):
        """How many of these activities count in the bell of each person."""
        today = fields.Date.today()
        return Counter(user_id for (_record_id, user_id), (_text, day) in wanted.items() if day <= today)
